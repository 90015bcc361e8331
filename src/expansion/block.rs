//! How many samples go through the passes together.

use crate::layer::contract::Layer;
use crate::layer::dimensions::product;
use crate::shape::{Size, U8, U32, U64, U128};

/// The most bytes that a block's values in all stages may take, for blocks of 128, 64 and 32 samples: a step writes twice
/// as many, which a core's second-level cache should hold. Measured: a block of half as many samples costs a tenth where a
/// step is short, and nothing where it is long.
const VALUES: [(usize, usize); 3] = [(128, 128 << 10), (64, 256 << 10), (32, 512 << 10)];

/// The most bytes that a block of 32 samples may have in all stages, if one of them is sequential. Measured on a Zen 3: a step over 32
/// samples of a GRU, 64 -> 128 over 64 steps, reaches 61 % of the peak, and 52 % in blocks of 8.
const SEQUENTIAL: usize = 2 << 20;

/// The most bytes of a block's inputs, which may have to be gathered.
const INPUTS: usize = 512 << 10;

/// How many samples go through the passes of a network together.
#[must_use]
pub const fn block<L: Layer>() -> usize {
    let (values, inputs) = (L::STAGE.values() * size_of::<L::Float>(), product(L::STAGE.input) * size_of::<L::Float>());
    let mut index = 0;
    while index < VALUES.len() {
        let (rows, most) = VALUES[index];
        if rows * values <= most && rows * inputs <= INPUTS {
            return rows;
        }
        index += 1;
    }
    if L::STAGE.is_sequential() && 32 * values <= SEQUENTIAL { 32 } else { 8 }
}

/// The numbers that [`block`] returns, as types.
pub type Block<const ROWS: usize> = <Rows<ROWS> as BlockSize>::Size;

/// A number of rows.
#[derive(Debug)]
pub struct Rows<const ROWS: usize>;

/// Maps a number of rows to its type: four implementations, where typenum has a thousand to choose from.
pub trait BlockSize {
    /// The type.
    type Size: Size;
}

impl BlockSize for Rows<8> {
    type Size = U8;
}

impl BlockSize for Rows<32> {
    type Size = U32;
}

impl BlockSize for Rows<64> {
    type Size = U64;
}

impl BlockSize for Rows<128> {
    type Size = U128;
}
