//! Derivatives against central differences: what `gradient` and `backward` report is what a small change does.
//!
//! A layer's test declares networks that have the layer, draws parameters and samples, and calls the two functions here.

use staticnn::layer::Flat;
use staticnn::prelude::{Gradient, Loss, Network, Samples, Tape};

use crate::drawn::assert_close;

/// Half the distance between the two points of a central difference.
pub const STEP: f64 = 1e-6;

/// How far a derivative may be from the central difference, relative to it if it is above 1.
const TOLERANCE: f64 = 1e-6;

/// The values of an input or an output, whatever its shape.
pub trait Values {
    /// All values, in the order of their memory.
    fn values(&self) -> &[f64];
    /// All values, to write to.
    fn values_mut(&mut self) -> &mut [f64];
}

impl<const N: usize> Values for [f64; N] {
    fn values(&self) -> &[f64] {
        self
    }
    fn values_mut(&mut self) -> &mut [f64] {
        self
    }
}

impl<const N: usize, const M: usize> Values for [[f64; N]; M] {
    fn values(&self) -> &[f64] {
        self.as_flattened()
    }
    fn values_mut(&mut self) -> &mut [f64] {
        self.as_flattened_mut()
    }
}

impl<const N: usize, const M: usize, const L: usize> Values for [[[f64; N]; M]; L] {
    fn values(&self) -> &[f64] {
        self.as_flattened().as_flattened()
    }
    fn values_mut(&mut self) -> &mut [f64] {
        self.as_flattened_mut().as_flattened_mut()
    }
}

/// The central difference of f at 0.
pub fn slope(mut f: impl FnMut(f64) -> f64) -> f64 {
    (f(STEP) - f(-STEP)) / (2.0 * STEP)
}

/// Compares the derivatives of the mean loss with central differences: every one, or about `some` of them spread over
/// the parameters, the last among them. Leaves the gradient in `gradient`.
///
/// # Panics
///
/// If a derivative differs from its central difference, or if `gradient` reports another loss than `loss` does.
pub fn assert_gradient<N, L>(
    net: &mut N,
    samples: &Samples<'_, N::Input, L::Target>,
    loss: &L,
    gradient: &mut Gradient<N>,
    some: usize,
    what: &str,
) where
    N: Network<Scalar = f64>,
    L: Loss<N::Output, N::Head>,
{
    let what = format!("{what}, {} samples", samples.len());
    let reported = net.gradient(samples, loss, gradient);
    assert_close(reported, net.loss(samples, loss), 1e-14, &format!("{what}: the loss"));
    for k in (0..N::PARAMETERS).step_by(N::PARAMETERS.div_ceil(some)).chain([N::PARAMETERS - 1]) {
        let p = net.parameters()[k];
        let expected = slope(|step| {
            net.parameters_mut()[k] = p + step;
            net.loss(samples, loss)
        });
        net.parameters_mut()[k] = p;
        assert_close(gradient.parameters()[k], expected, TOLERANCE, &format!("{what}: derivative {k}"));
    }
}

/// Compares what `backward` adds to an empty gradient, and what it returns, with central differences of the outputs,
/// each weighted by the derivative that arrives there: every parameter's and every input's.
///
/// # Panics
///
/// If a derivative differs from its central difference, or if `forward` and `predict` differ in a bit.
pub fn assert_backward<N>(net: &mut N, x: &N::Input, arriving: &N::Output, what: &str)
where
    N: Network<Scalar = f64, Input: Values + Flat<Scalar = f64>, Output: Values>,
{
    let (mut tape, mut gradient) = (Tape::<N>::boxed(), Gradient::<N>::boxed());
    let weigh = |y: &N::Output| -> f64 { y.values().iter().zip(arriving.values()).map(|(y, g)| y * g).sum() };
    assert_eq!(net.forward(x, &mut tape).values(), net.predict(x).values(), "{what}: forward and predict");
    let input_gradient = net.backward(&tape, arriving, &mut gradient);
    for k in 0..N::PARAMETERS {
        let p = net.parameters()[k];
        let expected = slope(|step| {
            net.parameters_mut()[k] = p + step;
            weigh(&net.predict(x))
        });
        net.parameters_mut()[k] = p;
        assert_close(gradient.parameters()[k], expected, TOLERANCE, &format!("{what}: derivative {k}"));
    }
    for (i, derivative) in input_gradient.values().iter().enumerate() {
        let expected = slope(|step| {
            let mut moved = *x;
            moved.values_mut()[i] += step;
            weigh(&net.predict(&moved))
        });
        assert_close(*derivative, expected, TOLERANCE, &format!("{what}: input's derivative {i}"));
    }
}
