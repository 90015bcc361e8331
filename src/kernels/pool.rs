//! The passes of pools over the rows of a block.

use crate::activation::{Activation, Fused, is_linear};
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::dense::Target;
use crate::kernels::distribution::Back;
use crate::kernels::reduction::Pool;
use crate::kernels::rowwise;
use crate::rows::{Rows, RowsMut};
use crate::scalar::{LanesOf, Scalar};

/// What a pool puts out for each window.
#[derive(Clone, Copy)]
pub(crate) enum Of {
    Largest,
    Mean,
}

impl Pool {
    /// A pool of these sizes, each down and right.
    ///
    /// # Panics
    ///
    /// If a window isn't inside the input.
    pub(crate) const fn new(
        channels: usize,
        [input, output]: [[usize; 2]; 2],
        [window, stride]: [[usize; 2]; 2],
    ) -> Self {
        let mut side = 0;
        while side < 2 {
            assert!(window[side] > 0 && output[side] > 0, "a pool without taps or outputs");
            assert!((output[side] - 1) * stride[side] + window[side] <= input[side], "a window beyond the input");
            side += 1;
        }
        Self { channels, input, output, window, stride }
    }

    /// The number of values that go in.
    const fn inputs(&self) -> usize {
        self.input[0] * self.input[1] * self.channels
    }

    /// The number of values that come out.
    const fn outputs(&self) -> usize {
        self.output[0] * self.output[1] * self.channels
    }
}

/// y for `n` rows.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn forward<S: Processor, T: Scalar>(
    _: S,
    n: usize,
    (of, pool): (Of, &Pool),
    x: Rows<'_, T>,
    mut y: RowsMut<'_, T>,
) {
    let (x, y) = (x.pointer(n, pool.inputs()), y.pointer(n, pool.outputs(), false));
    for row in 0..n {
        // SAFETY: `pointer` checked that x and y have n rows of the pool's inputs and outputs, and `Pool::new` that the windows
        // are inside the input; the token proves that the processor has the instruction set.
        unsafe {
            let (x, y) = (x.start.add(row * x.stride), y.start.add(row * y.stride));
            match of {
                Of::Largest => LanesOf::<T, S>::max_pool(x, y, pool),
                Of::Mean => LanesOf::<T, S>::mean_pool(x, y, pool),
            }
        }
    }
}

/// dx for `n` rows, times the derivative of the activation B before.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn backward<S: Processor, T: Scalar, B: Activation>(
    isa: S,
    n: usize,
    (of, pool): (Of, &Pool),
    [x, y, d]: [Rows<'_, T>; 3],
    Target { mut dx, kept, add }: Target<'_, T>,
) {
    let (inputs, outputs) = (pool.inputs(), pool.outputs());
    let [x_rows, y_rows, d_rows] = [x.pointer(n, inputs), y.pointer(n, outputs), d.pointer(n, outputs)];
    let to = dx.pointer(n, inputs, false);
    let kept_rows = if const { is_linear::<B>() } { x_rows } else { kept.pointer(n, inputs) };
    assert!(const { is_linear::<B>() } || !add, "a derivative of a sum of several layers");
    for row in 0..n {
        let fused = if let Some(fused) = B::FUSED { fused } else { Fused::Linear };
        // SAFETY: as in `forward`; `kept` has the inputs too, where B isn't linear.
        unsafe {
            let back = Back {
                x: x_rows.start.add(row * x_rows.stride),
                y: y_rows.start.add(row * y_rows.stride),
                d: d_rows.start.add(row * d_rows.stride),
                kept: kept_rows.start.add(row * kept_rows.stride),
                dx: to.start.add(row * to.stride),
                add,
            };
            match of {
                Of::Largest => LanesOf::<T, S>::max_pool_back(fused, back, pool),
                Of::Mean => LanesOf::<T, S>::mean_pool_back(fused, back, pool),
            }
        }
    }
    if const { B::FUSED.is_none() } {
        rowwise::multiply_by_derivative::<S, T, B>(isa, [n, inputs], kept, dx);
    }
}
