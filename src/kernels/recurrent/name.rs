//! Which cell a layer has, as a value: the kernels that the library compiles choose by it.

use crate::kernels::recurrent::cell::Cell;
use crate::kernels::recurrent::gru::GruCell;
use crate::kernels::recurrent::lstm::LstmCell;
use crate::kernels::recurrent::rnn::RnnCell;
use crate::kernels::recurrent::step::has_row;
use crate::simd::lanes::Lanes;

/// Calls a function with the type of a cell as its last type argument.
macro_rules! with_cell {
    ($name:expr, $C:ident => $body:expr) => {
        match $name {
            CellName::Rnn => {
                type $C = RnnCell;
                $body
            }
            CellName::Gru => {
                type $C = GruCell;
                $body
            }
            CellName::Lstm => {
                type $C = LstmCell;
                $body
            }
        }
    };
}

/// The cell of a layer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CellName {
    Rnn,
    Gru,
    Lstm,
}

impl CellName {
    /// [`Cell::GATES`]
    #[inline(always)]
    pub(crate) const fn gates(self) -> usize {
        with_cell!(self, C => C::GATES)
    }

    /// [`Cell::SUMS`]
    #[inline(always)]
    pub(crate) const fn sums(self) -> usize {
        with_cell!(self, C => C::SUMS)
    }

    /// [`has_row`]
    #[inline(always)]
    pub(crate) const fn has_row<V: Lanes>(self, units: usize) -> bool {
        with_cell!(self, C => has_row::<V, C>(units))
    }

    /// [`Cell::KEPT`]
    #[inline(always)]
    pub(crate) const fn kept(self) -> usize {
        with_cell!(self, C => C::KEPT)
    }

    /// [`Cell::MEMORY`]
    #[inline(always)]
    pub(crate) const fn memory(self) -> Option<usize> {
        with_cell!(self, C => C::MEMORY)
    }

    /// [`Cell::DIFFER`]
    #[inline(always)]
    pub(crate) const fn differ(self) -> bool {
        with_cell!(self, C => C::DIFFER)
    }
}
