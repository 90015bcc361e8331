//! The instruction sets by name.

/// An instruction set. Each contains those above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// What every processor has; LLVM vectorizes the loops over lanes for the target.
    Portable = 1,
    /// AVX2 and FMA: 16 registers of 32 bytes.
    Avx2 = 2,
    /// AVX-512 F, BW, DQ and VL: 32 registers of 64 bytes.
    Avx512 = 3,
    // NEON belongs here: a file `neon.rs` with a token and lanes of four registers, and an arm in `dispatch!`. Until
    // then aarch64 is portable.
}

impl Kind {
    /// Whether a vector or two take all registers, so that a tile of more is code alone: without an instruction set, but for aarch64
    /// with its 32 registers of four lanes.
    pub const fn has_few_registers(self) -> bool {
        matches!(self, Self::Portable) && !cfg!(target_arch = "aarch64")
    }
}
