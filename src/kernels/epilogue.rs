//! What a product does beside its sums: it starts them from a bias, and applies an activation or the derivative of one
//! before it stores them.

use core::marker::PhantomData;

use crate::activation::{Activation, is_linear};
use crate::rows::RowsPtr;
use crate::simd::lanes::Lanes;

/// The first and the last step of a product, for each vector of its sums.
pub(super) trait Epilogue<V: Lanes> {
    /// Whether `after_store` does anything.
    const AFTER_STORE: bool = false;
    /// Whether the last step may turn the zeros of the padding into infinity or NaN, so that the padding must be
    /// cleared.
    const CLEAR_PADDING: bool = false;
    /// The initial value of the sums of columns `column` to `column + count`; the other lanes are zero.
    ///
    /// # Safety
    ///
    /// These are columns of the product.
    unsafe fn start(&self, column: usize, count: usize) -> V;
    /// The value to store, from a sum in registers.
    ///
    /// # Safety
    ///
    /// `row` and `column`, that of the first lane, are a row and a column of the product.
    unsafe fn end(&self, sum: V, row: usize, column: usize) -> V;
    /// The value to store, from a stored value that is loaded again: for functions that need more registers than the
    /// sums of a tile leave.
    fn after_store(stored: V) -> V {
        stored
    }
}

/// The epilogue of a forward pass: f(bias + sum).
pub(super) struct BiasActivation<V: Lanes, F> {
    /// A value per column, or null.
    bias: *const V::Scalar,
    activation: PhantomData<F>,
}

impl<V: Lanes, F> BiasActivation<V, F> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn new(bias: *const V::Scalar) -> Self {
        Self { bias, activation: PhantomData }
    }
}

impl<V: Lanes, F: Activation> Epilogue<V> for BiasActivation<V, F> {
    const AFTER_STORE: bool = F::HEAVY;
    const CLEAR_PADDING: bool = !F::FINITE_AT_ZERO;

    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn start(&self, column: usize, count: usize) -> V {
        if self.bias.is_null() {
            return V::from_f64(0.0);
        }
        // SAFETY: the bias has a value per column of the product, and these are `count` of its columns.
        unsafe { V::load_up_to(self.bias.add(column), count) }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn end(&self, sum: V, _: usize, _: usize) -> V {
        if F::HEAVY { sum } else { F::value(sum) }
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn after_store(stored: V) -> V {
        F::value(stored)
    }
}

/// The epilogue of a backward pass: the sum times f', by which the gradient with respect to the outputs of f becomes
/// that with respect to its inputs.
pub(super) struct TimesDerivative<V: Lanes, F> {
    outputs: RowsPtr<V::Scalar>,
    activation: PhantomData<F>,
}

impl<V: Lanes, F> TimesDerivative<V, F> {
    /// `outputs` are the outputs of f: as many rows of as many values as the product has, each followed by the rest of
    /// a vector.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn new(outputs: RowsPtr<V::Scalar>) -> Self {
        Self { outputs, activation: PhantomData }
    }
}

impl<V: Lanes, F: Activation> Epilogue<V> for TimesDerivative<V, F> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn start(&self, _: usize, _: usize) -> V {
        V::from_f64(0.0)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    unsafe fn end(&self, sum: V, row: usize, column: usize) -> V {
        if const { is_linear::<F>() } {
            return sum;
        }
        // SAFETY: `outputs` has this row and column, and a whole vector can be read there: required by `new`.
        let y = unsafe { V::load(self.outputs.start.add(row * self.outputs.stride + column)) };
        F::backward(sum, y)
    }
}
