//! What a product does to its sums beside adding up: the bias that they start from, and the activation or derivative that
//! is applied before they are stored.

use crate::activation::{Activation, is_linear};
use crate::rows::RowsPtr;
use crate::simd::lanes::Lanes;

/// What a product's vectors start from and end in.
pub(super) trait Epilogue<V: Lanes>: Copy {
    /// Whether `after_store` has something to do.
    const AFTER_STORE: bool = false;
    /// Whether it may make something of the padding's zeros that isn't finite, so that the padding must be cleared.
    const CLEAR_PADDING: bool = false;
    /// What the first `count` of the columns from `column` on start from.
    ///
    /// # Safety
    ///
    /// The columns are the product's.
    unsafe fn start(self, column: usize, count: usize) -> V;
    /// What a sum becomes in registers.
    ///
    /// # Safety
    ///
    /// Row and column are the product's.
    unsafe fn end(self, sum: V, row: usize, column: usize) -> V;
    /// What a stored sum becomes, if that takes too many registers for a tile.
    fn after_store(stored: V) -> V {
        stored
    }
}

/// Forward: f(bias + sum).
pub(super) struct BiasActivation<V: Lanes, F> {
    /// None is a null pointer.
    bias: *const V::Scalar,
    activation: core::marker::PhantomData<F>,
}

impl<V: Lanes, F> BiasActivation<V, F> {
    #[inline(always)]
    pub(super) fn new(bias: *const V::Scalar) -> Self {
        Self { bias, activation: core::marker::PhantomData }
    }
}

impl<V: Lanes, F> Clone for BiasActivation<V, F> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Lanes, F> Copy for BiasActivation<V, F> {}

impl<V: Lanes, F: Activation> Epilogue<V> for BiasActivation<V, F> {
    const AFTER_STORE: bool = F::HEAVY;
    const CLEAR_PADDING: bool = !F::FINITE_AT_ZERO;

    #[inline(always)]
    unsafe fn start(self, column: usize, count: usize) -> V {
        if self.bias.is_null() {
            return V::from_f64(0.0);
        }
        // SAFETY: the bias has a value for each column.
        unsafe { V::load_up_to(self.bias.add(column), count) }
    }
    #[inline(always)]
    unsafe fn end(self, sum: V, _: usize, _: usize) -> V {
        if F::HEAVY { sum } else { F::value(sum) }
    }
    #[inline(always)]
    fn after_store(stored: V) -> V {
        F::value(stored)
    }
}

/// Backward: the sum times the derivative of the activation whose outputs are given.
pub(super) struct TimesDerivative<V: Lanes, P> {
    outputs: RowsPtr<V::Scalar>,
    activation: core::marker::PhantomData<P>,
}

impl<V: Lanes, P> TimesDerivative<V, P> {
    #[inline(always)]
    pub(super) fn new(outputs: RowsPtr<V::Scalar>) -> Self {
        Self { outputs, activation: core::marker::PhantomData }
    }
}

impl<V: Lanes, P> Clone for TimesDerivative<V, P> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Lanes, P> Copy for TimesDerivative<V, P> {}

impl<V: Lanes, P: Activation> Epilogue<V> for TimesDerivative<V, P> {
    #[inline(always)]
    unsafe fn start(self, _: usize, _: usize) -> V {
        V::from_f64(0.0)
    }
    #[inline(always)]
    unsafe fn end(self, sum: V, row: usize, column: usize) -> V {
        if const { is_linear::<P>() } {
            return sum;
        }
        // SAFETY: the outputs are padded rows, as many and as wide as the product's.
        let y = unsafe { V::load(self.outputs.start.add(row * self.outputs.stride + column)) };
        P::backward(sum, y)
    }
}
