//! The passes of a depthwise convolution over the rows of a block.

use crate::activation::{Activation, Fused, is_linear};
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::dense::Target;
use crate::kernels::rowwise;
use crate::kernels::taps::{Filter, Taps};
use crate::kernels::weight_gradient::GradientPtr;
use crate::rows::{Rows, RowsMut};
use crate::scalar::{LanesOf, Scalar};

impl Taps {
    /// A window of these sizes, each down and right, over a grid that it leads to another one.
    ///
    /// # Panics
    ///
    /// If it has no taps or takes other positions than the other grid has.
    pub(crate) const fn new(
        channels: usize,
        [input, output]: [[usize; 2]; 2],
        [window, stride, pad, dilation]: [[usize; 2]; 4],
    ) -> Self {
        let mut side = 0;
        while side < 2 {
            assert!(window[side] > 0 && dilation[side] > 0 && output[side] > 0, "a window without taps or outputs");
            let reach = (output[side] - 1) * stride[side] + (window[side] - 1) * dilation[side];
            assert!(reach < input[side] + 2 * pad[side], "a window beyond the padded input");
            side += 1;
        }
        let start = [-(pad[0] as isize), -(pad[1] as isize)];
        Self { channels, input, output, window, stride, dilation, start }
    }

    /// The number of values that go in.
    const fn inputs(&self) -> usize {
        self.input[0] * self.input[1] * self.channels
    }

    /// The number of values that come out.
    const fn outputs(&self) -> usize {
        self.output[0] * self.output[1] * self.channels
    }

    /// The number of weights.
    const fn weights(&self) -> usize {
        self.window[0] * self.window[1] * self.channels
    }

    /// The window that leads from dL/dy to dL/dx, with its taps in the reverse order, for a stride of 1.
    pub(super) const fn reversed(&self) -> Self {
        let [down, right] = [0, 1];
        let start = [
            -self.start[down] - ((self.window[down] - 1) * self.dilation[down]) as isize,
            -self.start[right] - ((self.window[right] - 1) * self.dilation[right]) as isize,
        ];
        Self { input: self.output, output: self.input, start, ..*self }
    }
}

/// y = f(b + the sum of w x over the taps) for `n` rows. The bias may be empty.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn forward<S: Processor, T: Scalar, F: Activation>(
    isa: S,
    n: usize,
    taps: &Taps,
    x: Rows<'_, T>,
    [weight, bias]: [&[T]; 2],
    mut y: RowsMut<'_, T>,
) {
    let sizes = [n, taps.outputs()];
    assert!(weight.len() == taps.weights(), "a layer of another shape");
    assert!(bias.is_empty() || bias.len() == taps.channels, "a layer of another shape");
    let bias = if bias.is_empty() { core::ptr::null() } else { bias.as_ptr() };
    let (x, to) = (x.pointer(n, taps.inputs()), y.pointer(n, taps.outputs(), false));
    let fused = const { if let Some(fused) = F::FUSED { fused } else { Fused::Linear } };
    for row in 0..n {
        let filter = Filter { first: weight.as_ptr(), step: taps.channels as isize };
        // SAFETY: `pointer` checked that x and y have n rows of so many values; the lengths of weights and bias were checked
        // above; the token proves that the processor has the instruction set.
        unsafe {
            let (x, y) = (x.start.add(row * x.stride), to.start.add(row * to.stride));
            LanesOf::<T, S>::depthwise(fused, x, filter, bias, y, taps);
        }
    }
    if const { F::FUSED.is_none() } {
        rowwise::activate::<S, T, F>(isa, sizes, y);
    }
}

/// dw and db, the sums over `n` rows, written or added; `bias` may be empty.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_parameters<S: Processor, T: Scalar>(
    _: S,
    (n, add): (usize, bool),
    taps: &Taps,
    [x, d]: [Rows<'_, T>; 2],
    [weight, bias]: [&mut [T]; 2],
) {
    assert!(weight.len() == taps.weights(), "a layer of another shape");
    assert!(bias.is_empty() || bias.len() == taps.channels, "a layer of another shape");
    let bias = if bias.is_empty() { core::ptr::null_mut() } else { bias.as_mut_ptr() };
    let (x, d) = (x.pointer(n, taps.inputs()), d.pointer(n, taps.outputs()));
    for row in 0..n {
        let to = GradientPtr { weight: weight.as_mut_ptr(), bias, add: add || row > 0 };
        // SAFETY: as in `forward`.
        unsafe {
            let (x, d) = (x.start.add(row * x.stride), d.start.add(row * d.stride));
            LanesOf::<T, S>::depthwise_weights(x, d, to, taps);
        }
    }
}

/// dx for `n` rows, times the derivative of the activation B before.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward_input<S: Processor, T: Scalar, B: Activation>(
    isa: S,
    n: usize,
    taps: &Taps,
    d: Rows<'_, T>,
    weight: &[T],
    Target { mut dx, kept, add }: Target<'_, T>,
) {
    let inputs = taps.inputs();
    assert!(weight.len() == taps.weights(), "a layer of another shape");
    assert!(const { is_linear::<B>() } || !add, "a derivative of a sum of several layers");
    let (d, to) = (d.pointer(n, taps.outputs()), dx.pointer(n, inputs, false));
    let gathers = matches!(taps.stride, [1, 1]) && !add;
    let fused = const { if let Some(fused) = B::FUSED { fused } else { Fused::Linear } };
    let kept_rows = if const { is_linear::<B>() } { d } else { kept.pointer(n, inputs) };
    let (reversed, step) = (taps.reversed(), taps.channels as isize);
    for row in 0..n {
        // SAFETY: as in `forward`; `kept` has the inputs too, where B isn't linear; zero bytes are 0.
        unsafe {
            let (d, dx) = (d.start.add(row * d.stride), to.start.add(row * to.stride));
            if gathers {
                let last = weight.as_ptr().add(taps.weights() - taps.channels);
                let kept = kept_rows.start.add(row * kept_rows.stride);
                let filter = Filter { first: last, step: -step };
                LanesOf::<T, S>::depthwise_input(fused, d, filter, kept, dx, &reversed);
            } else {
                if !add {
                    dx.write_bytes(0, inputs);
                }
                LanesOf::<T, S>::depthwise_scatter(d, weight.as_ptr(), dx, taps);
            }
        }
    }
    if !gathers && const { !is_linear::<B>() } || const { B::FUSED.is_none() } {
        rowwise::multiply_by_derivative::<S, T, B>(isa, [n, inputs], kept, dx);
    }
}
