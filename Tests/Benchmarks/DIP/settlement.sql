-- The settlement of the benchmark's policy in exact integers: scores × 10^4, costs in fen.
-- Tables: cases(institution, disease_group, pool, cost, booked, patient), one row a case in order of
-- institution, pool and group, amounts in 32 bits;
-- institutions(institution, code, level, coefficient × 10^4);
-- cells(place, score × 10^2, reference), one row for each group, level and pool, and for ungrouped
-- cases (group -1) with reference 0; pools(pool, insurance, amount).
WITH placed AS (
  SELECT c.institution, c.pool, c.cost::BIGINT AS cost, c.booked, c.patient, g.reference,
    g.score * i.coefficient AS product,
    CASE WHEN g.reference = 0 THEN 0::UTINYINT
         WHEN c.cost::BIGINT * 2 < g.reference THEN 1::UTINYINT
         WHEN c.cost <= g.reference * 2 THEN 2::UTINYINT
         WHEN c.cost <= g.reference * 5 THEN 3::UTINYINT
         ELSE 4::UTINYINT END AS band
  FROM cases c
  JOIN institutions i ON i.institution = c.institution
  JOIN cells g ON g.place = (c.disease_group * 4 + i.level) * 2 + c.pool
), scored AS (
  SELECT institution, pool, cost, booked, patient, band,
    CASE band
      WHEN 2 THEN (product + 50) // 100
      WHEN 0 THEN 3600000
      WHEN 1 THEN (product * cost + reference * 50) // (reference * 100)
      ELSE (product * (cost - reference) + reference * 50) // (reference * 100) END AS score
  FROM placed
), accounts AS (
  SELECT institution, pool, count(*) AS cases,
    count(*) FILTER (WHERE band = 1) AS low, count(*) FILTER (WHERE band >= 3) AS high,
    count(*) FILTER (WHERE band = 3) AS special, count(*) FILTER (WHERE band = 4) AS expert,
    count(*) FILTER (WHERE band = 0) AS ungrouped,
    sum(cost) AS cost, sum(booked) AS booked, sum(patient) AS patient, sum(score) AS score
  FROM scored GROUP BY institution, pool
), rates AS (
  SELECT pool, sum(score) AS score, sum(cost) AS cost, sum(booked) AS booked
  FROM accounts GROUP BY pool
), earned AS (
  -- score × point value × pay ratio; the pay ratio cancels.
  SELECT a.*, i.code, p.insurance, p.amount, r.score AS total,
    -- (pool ÷ pay ratio) ÷ total score in yuan to eight decimals, half up.
    (p.amount::HUGEINT * r.cost * 2000000000000 + 100 * r.booked * r.score)
      // (200 * r.booked * r.score) AS point_value,
    (a.score * p.amount) // r.score AS whole, (a.score * p.amount) % r.score AS remainder
  FROM accounts a JOIN rates r USING (pool) JOIN pools p USING (pool)
  JOIN institutions i USING (institution)
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY pool ORDER BY remainder DESC, code) AS place,
    amount - sum(whole) OVER (PARTITION BY pool) AS undistributed
  FROM earned
)
SELECT code, insurance, cases, low, high, special, expert, ungrouped, cost, booked, patient, score,
  whole + CASE WHEN place <= undistributed THEN 1 ELSE 0 END AS due, point_value
FROM ranked ORDER BY code, insurance
