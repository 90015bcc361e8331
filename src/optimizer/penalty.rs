//! Penalties on the size of the parameters.

use core::borrow::BorrowMut;
use core::marker::PhantomData;

use crate::bounds::Bounds;
use crate::gradient::Gradient;
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::error::{Error, check_number};
use crate::optimizer::strength::{Strength, weights_only};
use crate::optimizer::wrapper::wrapper;
use crate::real::Real;

wrapper! {
    /// Adds λ times the sum of |p| to the loss: g += λ sign(p), with sign(0) = 0. It drives parameters with little
    /// effect to about zero.
    ///
    /// All parameters count, or [the weights only](Self::weights_only). λ is finite and at least 0; 1e-5 to 1e-2 is usual.
    /// Source: Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.layer1.weight[0][0] = -3.0;
    /// L1::new(0.5, Sgd::new(1.0)).step(&mut line, &Gradient::new());
    /// assert_eq!(line.layer1.weight[0][0], -3.0 + 0.5);
    /// ```
    L1 { strength: Strength<N::Scalar> = Strength::new(lambda) } by absolute;
    "L1's lambda": strength.lambda in Bounds::FiniteFromZero;
    /// Adds `lambda` times the sum of |p| to the loss that `optimizer` minimizes.
    new(lambda), "1e-4"
}

wrapper! {
    /// Adds λ / 2 times the sum of p² to the loss: g += λ p. It keeps parameters small.
    ///
    /// All parameters count, or [the weights only](Self::weights_only). λ is finite and at least 0; 1e-5 to 1e-2 is usual.
    /// [`Adam`](crate::optimizer::Adam) rescales the penalty's derivative too; use
    /// [`WeightDecay`](crate::optimizer::WeightDecay) around it. Source: Hoerl and Kennard, "Ridge Regression", 1970.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// line.layer1.weight[0][0] = -3.0;
    /// L2::new(0.5, Sgd::new(1.0)).step(&mut line, &Gradient::new());
    /// assert_eq!(line.layer1.weight[0][0], -3.0 + 0.5 * 3.0);
    /// ```
    L2 { strength: Strength<N::Scalar> = Strength::new(lambda) } by squared;
    "L2's lambda": strength.lambda in Bounds::FiniteFromZero;
    /// Adds `lambda` / 2 times the sum of p² to the loss that `optimizer` minimizes.
    new(lambda), "1e-4"
}

impl<N: Network, O, B> L1<N, O, B> {
    weights_only!(L1, "1.5");
}

impl<N: Network, O, B> L2<N, O, B> {
    weights_only!(L2, "1.0");
}

/// Adds λ sign(p).
fn absolute<'a, N: Network>(by: &Strength<N::Scalar>, net: &N, gradient: &N, buffer: &'a mut N) -> &'a N {
    let (zero, up, down) = (N::Scalar::ZERO, by.lambda, -by.lambda);
    add(by, net, gradient, buffer, |p| p.if_less(zero, down, zero.if_less(p, up, zero)))
}

/// Adds λ p.
fn squared<'a, N: Network>(by: &Strength<N::Scalar>, net: &N, gradient: &N, buffer: &'a mut N) -> &'a N {
    add(by, net, gradient, buffer, |p| by.lambda * p)
}

/// Copies the gradient to the buffer and adds the penalty's derivative.
fn add<'a, N: Network>(
    by: &Strength<N::Scalar>,
    net: &N,
    gradient: &N,
    buffer: &'a mut N,
    derivative: impl Fn(N::Scalar) -> N::Scalar,
) -> &'a N {
    let changed = buffer.parameters_mut();
    changed.copy_from_slice(gradient.parameters());
    by.for_each_range::<N>(|range| {
        for (g, p) in changed[range.clone()].iter_mut().zip(&net.parameters()[range]) {
            *g += derivative(*p);
        }
    });
    buffer
}
