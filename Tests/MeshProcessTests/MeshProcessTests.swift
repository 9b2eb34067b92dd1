import Testing

/// The five executables as real processes, called from outside as their users call them.
///
/// One test at a time: each has a mesh of its own, and a second one beside it would turn measured
/// times into a matter of luck.
@Suite("The mesh of five processes", .serialized, .timeLimit(.minutes(5)))
struct MeshProcessTests {}
