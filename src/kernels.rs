//! The loops: every product, sum and update that takes time.
//!
//! Matrices are slices, row after row, and `outputs` is the number of columns of the weights. The products work on a
//! block of samples, one row each; one sample is a block of one.

use crate::scalar::Scalar;

/// y = x W + b. With n samples: x is n x I, W is I x O, b is O or empty, y is n x O.
#[inline]
pub(crate) fn product<T: Scalar>(x: &[T], weight: &[T], bias: &[T], y: &mut [T], outputs: usize) {
    let inputs = weight.len() / outputs;
    for (x, y) in x.chunks_exact(inputs).zip(y.chunks_exact_mut(outputs)) {
        if bias.is_empty() {
            y.fill(T::ZERO);
        } else {
            y.copy_from_slice(bias);
        }
        for (x, weight) in x.iter().zip(weight.chunks_exact(outputs)) {
            add_multiple(y, *x, weight);
        }
    }
}

/// dx = d Wᵀ. With n samples: d is n x O, W is I x O, dx is n x I.
#[inline]
pub(crate) fn product_transposed<T: Scalar>(d: &[T], weight: &[T], dx: &mut [T], outputs: usize) {
    let inputs = weight.len() / outputs;
    for (d, dx) in d.chunks_exact(outputs).zip(dx.chunks_exact_mut(inputs)) {
        for (dx, weight) in dx.iter_mut().zip(weight.chunks_exact(outputs)) {
            *dx = d.iter().zip(weight).map(|(d, w)| *d * *w).sum();
        }
    }
}

/// dW += xᵀ d. With n samples: x is n x I, d is n x O, dW is I x O.
#[inline]
pub(crate) fn add_outer_products<T: Scalar>(x: &[T], d: &[T], weight: &mut [T], outputs: usize) {
    let inputs = weight.len() / outputs;
    for (x, d) in x.chunks_exact(inputs).zip(d.chunks_exact(outputs)) {
        for (x, weight) in x.iter().zip(weight.chunks_exact_mut(outputs)) {
            add_multiple(weight, *x, d);
        }
    }
}

/// db += the sum of the rows of d.
#[inline]
pub(crate) fn add_rows<T: Scalar>(d: &[T], bias: &mut [T]) {
    for d in d.chunks_exact(bias.len()) {
        add_multiple(bias, T::ONE, d);
    }
}

/// to += factor x from
#[inline]
pub(crate) fn add_multiple<T: Scalar>(to: &mut [T], factor: T, from: &[T]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * *from;
    }
}

/// row *= factor
#[inline]
pub(crate) fn scale<T: Scalar>(row: &mut [T], factor: T) {
    for value in row {
        *value *= factor;
    }
}

/// One step with momentum: v = m v + g, then p -= rate v, or p -= rate (g + m v) with Nesterov's look ahead.
#[inline]
pub(crate) fn momentum<T: Scalar>(p: &mut [T], g: &[T], v: &mut [T], rate: T, momentum: T, nesterov: bool) {
    for ((p, g), v) in p.iter_mut().zip(g).zip(v) {
        *v = momentum * *v + *g;
        *p -= rate * if nesterov { *g + momentum * *v } else { *v };
    }
}

/// The numbers of one step of Adam.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AdamStep<T> {
    /// The learning rate, divided by the first average's correction.
    pub(crate) rate: T,
    /// What each average keeps of itself.
    pub(crate) betas: [T; 2],
    /// One over the second average's correction.
    pub(crate) correction: T,
    /// Keeps the quotient finite.
    pub(crate) epsilon: T,
}

/// One step of Adam: m and v are the averages of g and g², then p -= rate m / (sqrt(correction v) + epsilon).
#[inline]
pub(crate) fn adam<T: Scalar>(p: &mut [T], g: &[T], m: &mut [T], v: &mut [T], step: AdamStep<T>) {
    let [beta1, beta2] = step.betas;
    for (((p, g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
        *m = beta1 * *m + (T::ONE - beta1) * *g;
        *v = beta2 * *v + (T::ONE - beta2) * (*g * *g);
        *p -= step.rate * *m / ((*v * step.correction).sqrt() + step.epsilon);
    }
}
