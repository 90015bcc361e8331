//! Clipping of the gradient.

use core::borrow::BorrowMut;
use core::marker::PhantomData;

use crate::bounds::Bounds;
use crate::gradient::{Gradient, norm};
use crate::network::Network;
use crate::number::Number;
use crate::optimizer::contract::Optimizer;
use crate::optimizer::error::{Error, check_number};
use crate::optimizer::wrapper::wrapper;
use crate::real::Real;

wrapper! {
    /// Scales a gradient with a norm above the limit down to that norm, which keeps its direction.
    ///
    /// The norm is the square root of the sum of all squared derivatives. A gradient that isn't finite is passed on
    /// unchanged, so that divergence stays visible. Source: Pascanu, Mikolov and Bengio, "On the difficulty of training
    /// recurrent neural networks", 2013.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.parameters_mut().copy_from_slice(&[-3.0, 4.0]); // norm 5
    /// ClipNorm::new(2.5, Sgd::new(1.0)).step(&mut line, &gradient);
    /// assert_eq!(line.parameters(), [1.5, -2.0]);
    /// ```
    ClipNorm { #[serde(with = "crate::serde::float")] limit: N::Scalar = limit } by scale_down;
    "ClipNorm's limit": limit in Bounds::AboveZero;
    /// Limits the norm of the gradient that `optimizer` sees to `limit`, which is above 0.
    new(limit), "1.0"
}

wrapper! {
    /// Clamps each derivative to ±limit, which changes the direction of the gradient. NaN stays NaN.
    ///
    /// ```
    /// use staticnn::prelude::*;
    ///
    /// network! { struct Line< 1 -> 1 >; }
    ///
    /// let mut line = Line::zeros();
    /// let mut gradient = Gradient::<Line>::new();
    /// gradient.parameters_mut().copy_from_slice(&[-7.0, 0.5]);
    /// ClipValue::new(1.0, Sgd::new(1.0)).step(&mut line, &gradient);
    /// assert_eq!(line.parameters(), [1.0, -0.5]);
    /// ```
    ClipValue { #[serde(with = "crate::serde::float")] limit: N::Scalar = limit } by clamp;
    "ClipValue's limit": limit in Bounds::AboveZero;
    /// Clamps the derivatives that `optimizer` sees to ±`limit`, which is above 0.
    new(limit), "0.5"
}

fn scale_down<'a, N: Network>(limit: &N::Scalar, _: &N, gradient: &'a N, buffer: &'a mut N) -> &'a N {
    let derivatives = gradient.parameters();
    let (scale, root) = norm(derivatives);
    let factor = limit.to_f64() / scale / root;
    // The gradient is left as it is if it is zero, or has a NaN or an infinity.
    if !(factor < 1.0 && root.is_finite()) {
        return gradient;
    }
    let factor = N::Scalar::from_f64(factor);
    for (scaled, g) in buffer.parameters_mut().iter_mut().zip(derivatives) {
        *scaled = factor * *g;
    }
    buffer
}

fn clamp<'a, N: Network>(limit: &N::Scalar, _: &N, gradient: &N, buffer: &'a mut N) -> &'a N {
    for (clamped, g) in buffer.parameters_mut().iter_mut().zip(gradient.parameters()) {
        // `min` and `max` return their argument if either value is NaN, so NaN propagates.
        *clamped = limit.min((-*limit).max(*g));
    }
    buffer
}
