import Quantities

/// The lock of the shared values; Mesh has one of its own because it depends on no other module.
typealias Guarded = Quantities.Guarded
