//! Windows of a grid reduced to a value per channel: the kernels of the pools, for one sample.
//!
//! Lanes are channels. Where a pixel has fewer channels than a vector has lanes, a vector reaches into the pixels behind it; what
//! is computed there is overwritten by them.

use crate::activation::{Activation, is_linear};
use crate::kernels::elementwise::multiply_by_derivative;
use crate::number::Number;
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

/// The sizes of a pool, each down and right.
#[derive(Clone, Copy, Debug)]
pub struct Pool {
    pub(super) channels: usize,
    pub(super) input: [usize; 2],
    pub(super) output: [usize; 2],
    pub(super) window: [usize; 2],
    pub(super) stride: [usize; 2],
}

impl Pool {
    /// The number of values of a row of the input's pixels.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn line(&self) -> usize {
        self.input[1] * self.channels
    }

    /// Calls `each` for every window and every vector of channels.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn windows<V: Lanes>(&self, mut each: impl FnMut(Place)) {
        let mut output = 0;
        for down in 0..self.output[0] {
            let start = down * self.stride[0] * self.line();
            let mut column = 0;
            for _ in 0..self.output[1] {
                let mut channel = 0;
                while channel < self.channels {
                    each(Place {
                        input: start + column + channel,
                        output: output + channel,
                        channels: self.channels - channel,
                        line: self.line() - column - channel,
                    });
                    channel += V::COUNT;
                }
                column += self.stride[1] * self.channels;
                output += self.channels;
            }
        }
    }
}

/// A window and a vector of its channels.
struct Place {
    /// The first tap, in the input.
    input: usize,
    output: usize,
    /// The number of channels from here on.
    channels: usize,
    /// The number of values from the first tap to the end of its row of pixels.
    line: usize,
}

/// What a window is reduced to.
pub(super) trait Reduction {
    /// Whether the way back depends on the taps.
    const OF_TAPS: bool;
    /// A row's taps so far, and a tap more.
    fn join<V: Lanes>(so_far: V, tap: V) -> V;
    /// Two rows of taps.
    fn join_rows<V: Lanes>(above: V, row: V) -> V;
    /// What is put out, with 1 / the number of taps.
    fn end<V: Lanes>(total: V, share: V) -> V;
    /// What the taps share of dL/dy.
    fn start_back<V: Lanes>(d: V, share: V) -> V;
    /// What a tap takes of what is left of that.
    fn take<V: Lanes>(tap: V, y: V, left: &mut V) -> V;
}

/// The largest tap, or NaN.
pub(super) enum Largest {}

impl Reduction for Largest {
    const OF_TAPS: bool = true;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn join<V: Lanes>(so_far: V, tap: V) -> V {
        // The maximum is `so_far` where they are equal, and where a tap is NaN. Only NaN and infinity aren't less than infinity,
        // and the sum with infinity is infinity, or NaN after NaN.
        let larger = tap.max(so_far);
        tap.if_less(V::from_f64(f64::INFINITY), larger, tap + larger)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn join_rows<V: Lanes>(above: V, row: V) -> V {
        Self::join(above, row)
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn end<V: Lanes>(total: V, _: V) -> V {
        total
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn start_back<V: Lanes>(d: V, _: V) -> V {
        d
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn take<V: Lanes>(tap: V, y: V, left: &mut V) -> V {
        // The first tap that is y takes all: no tap is larger.
        let zero = V::from_f64(0.0);
        let taken = tap.if_less(y, zero, *left);
        *left = tap.if_less(y, *left, zero);
        taken
    }
}

/// The mean of the taps.
pub(super) enum Mean {}

impl Reduction for Mean {
    const OF_TAPS: bool = false;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn join<V: Lanes>(so_far: V, tap: V) -> V {
        so_far + tap
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn join_rows<V: Lanes>(above: V, row: V) -> V {
        above + row
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn end<V: Lanes>(total: V, share: V) -> V {
        total * share
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn start_back<V: Lanes>(d: V, share: V) -> V {
        d * share
    }
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn take<V: Lanes>(_: V, _: V, left: &mut V) -> V {
        *left
    }
}

/// y, for one sample. A window's height and width are `HEIGHT` and `WIDTH`, or the pool's where these are 0.
///
/// # Safety
///
/// `x` and `y` have the pool's inputs and outputs, and every window is inside the input.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn reduce<V: Lanes, R: Reduction, const HEIGHT: usize, const WIDTH: usize>(
    x: *const V::Scalar,
    y: *mut V::Scalar,
    pool: &Pool,
) {
    let [height, width] = if HEIGHT * WIDTH > 0 { [HEIGHT, WIDTH] } else { pool.window };
    let (channels, line) = (pool.channels, pool.line());
    let (inputs, outputs) = (pool.input[0] * line, pool.output[0] * pool.output[1] * channels);
    let share = V::from_f64(1.0 / (height * width) as f64);
    let last = (height - 1) * line + (width - 1) * channels;
    pool.windows::<V>(
        #[cfg_attr(not(debug_assertions), inline(always))]
        |Place { input, output, .. }| {
            // The last tap of the window has so many values to the end of the input, and the taps before it have more.
            let left = inputs - last - input;
            let mut total = share;
            for down in 0..height {
                let first = input + down * line;
                // SAFETY: as above.
                let mut row = unsafe { V::load_up_to(x.add(first), left) };
                for right in 1..width {
                    // SAFETY: as above.
                    row = R::join(row, unsafe { V::load_up_to(x.add(first + right * channels), left) });
                }
                total = if down == 0 { row } else { R::join_rows(total, row) };
            }
            // SAFETY: y has so many values from here on.
            unsafe { R::end(total, share).store_up_to(y.add(output), outputs - output) };
        },
    );
}

/// What the way back of a pool reads and writes, for one sample.
#[derive(Clone, Copy, Debug)]
pub struct Back<T> {
    pub(super) x: *const T,
    pub(super) y: *const T,
    /// dL/dy
    pub(super) d: *const T,
    /// What the derivative of the activation before is a function of.
    pub(super) kept: *const T,
    pub(super) dx: *mut T,
    /// Whether to add to dx; then that activation is linear.
    pub(super) add: bool,
}

/// dL/dx, times the derivative of the activation before.
///
/// # Safety
///
/// All operands have the pool's inputs or outputs; `kept` needs none if F is linear. Every window is inside the input.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn distribute<V: Lanes, R: Reduction, F: Activation>(back: Back<V::Scalar>, pool: &Pool) {
    let (inputs, outputs) = (pool.input[0] * pool.line(), pool.output[0] * pool.output[1] * pool.channels);
    // SAFETY: the obligations are those of each function; zero bytes are 0.
    unsafe {
        let finite = !R::OF_TAPS || all_finite::<V>(back.y, outputs);
        if finite && !back.add && pool.window == pool.stride {
            match pool.window {
                [2, 2] => tile::<V, R, F, 2, 2>(back, pool),
                _ => tile::<V, R, F, 0, 0>(back, pool),
            }
            return;
        }
        if !back.add {
            back.dx.write_bytes(0, inputs);
        }
        if finite {
            accumulate::<V, R>(back, pool);
        } else {
            accumulate_strange(back, pool);
        }
        if const { !is_linear::<F>() } {
            let (kept, d) =
                (RowsPtr { start: back.kept, stride: inputs }, RowsMutPtr { start: back.dx, stride: inputs });
            multiply_by_derivative::<V, F>(kept, d, [1, inputs]);
        }
    }
}

/// Whether no value is NaN or infinite.
///
/// # Safety
///
/// There are so many values.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn all_finite<V: Lanes>(values: *const V::Scalar, count: usize) -> bool {
    let zero = V::from_f64(0.0);
    let (mut sum, mut place) = (zero, 0);
    while place < count {
        // SAFETY: there are so many values from here on.
        sum = unsafe { V::load_up_to(values.add(place), count - place) }.mul_add(zero, sum);
        place += V::COUNT;
    }
    sum.sum() == V::Scalar::ZERO
}

/// [`distribute`] for windows side by side, each of whose taps is written once.
///
/// # Safety
///
/// As for [`distribute`].
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<V: Lanes, R: Reduction, F: Activation, const HEIGHT: usize, const WIDTH: usize>(
    Back { x, y, d, kept, dx, .. }: Back<V::Scalar>,
    pool: &Pool,
) {
    let [height, width] = if HEIGHT * WIDTH > 0 { [HEIGHT, WIDTH] } else { pool.window };
    let (channels, line) = (pool.channels, pool.line());
    let outputs = pool.output[0] * pool.output[1] * channels;
    let share = V::from_f64(1.0 / (height * width) as f64);
    let covered = pool.output[1] * width * channels;
    pool.windows::<V>(
        #[cfg_attr(not(debug_assertions), inline(always))]
        |Place { input, output, channels: channels_left, line: line_left }| {
            // SAFETY: the outputs have so many values from here on. A tap's vector ends within its row of pixels; where a pixel
            // has less than a vector, those behind it are written after it.
            unsafe {
                let y = if R::OF_TAPS { V::load_up_to(y.add(output), outputs - output) } else { share };
                let mut left = R::start_back(V::load_up_to(d.add(output), outputs - output), share);
                for down in 0..height {
                    for right in 0..width {
                        let place = input + down * line + right * channels;
                        let reach = if channels < V::COUNT { line_left - right * channels } else { channels_left };
                        let tap = if R::OF_TAPS { V::load_up_to(x.add(place), reach) } else { share };
                        let mut taken = R::take(tap, y, &mut left);
                        if const { !is_linear::<F>() } {
                            taken = F::backward(taken, V::load_up_to(kept.add(place), reach));
                        }
                        taken.store_up_to(dx.add(place), reach);
                    }
                }
            }
        },
    );
    for row in 0..pool.input[0] {
        let from = if row < pool.output[0] * height { covered } else { 0 };
        // SAFETY: dx has these values.
        unsafe { dx.add(row * line + from).write_bytes(0, line - from) };
    }
}

/// Adds dL/dx to dx, vector by vector, for windows that overlap or leave gaps.
///
/// # Safety
///
/// As for [`distribute`].
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn accumulate<V: Lanes, R: Reduction>(Back { x, y, d, dx, .. }: Back<V::Scalar>, pool: &Pool) {
    let ([height, width], channels, line) = (pool.window, pool.channels, pool.line());
    let share = V::from_f64(1.0 / (height * width) as f64);
    pool.windows::<V>(
        #[cfg_attr(not(debug_assertions), inline(always))]
        |Place { input, output, channels: channels_left, .. }| {
            // SAFETY: the operands have these channels of the output and of each tap.
            unsafe {
                let y = if R::OF_TAPS { V::load_up_to(y.add(output), channels_left) } else { share };
                let mut left = R::start_back(V::load_up_to(d.add(output), channels_left), share);
                for down in 0..height {
                    for right in 0..width {
                        let place = input + down * line + right * channels;
                        let tap = if R::OF_TAPS { V::load_up_to(x.add(place), channels_left) } else { share };
                        let sum = V::load_up_to(dx.add(place), channels_left) + R::take(tap, y, &mut left);
                        sum.store_up_to(dx.add(place), channels_left);
                    }
                }
            }
        },
    );
}

/// Adds dL/dx of a largest tap to dx, where an output isn't finite: the last NaN of a window takes all of it, as in PyTorch.
///
/// # Safety
///
/// As for [`distribute`].
unsafe fn accumulate_strange<T: Number>(Back { x, d, dx, .. }: Back<T>, pool: &Pool) {
    for output in 0..pool.output[0] * pool.output[1] * pool.channels {
        let (position, channel) = (output / pool.channels, output % pool.channels);
        let [down, right] = [position / pool.output[1] * pool.stride[0], position % pool.output[1] * pool.stride[1]];
        // SAFETY: the taps are inside the input, as every window is.
        unsafe {
            let mut taken = None;
            for tap in 0..pool.window[0] * pool.window[1] {
                let [y, x_place] = [down + tap / pool.window[1], right + tap % pool.window[1]];
                let place = y * pool.line() + x_place * pool.channels + channel;
                let value = *x.add(place);
                if taken.is_none_or(|taken: usize| value > *x.add(taken) || is_nan(value)) {
                    taken = Some(place);
                }
            }
            if let Some(place) = taken {
                *dx.add(place) += *d.add(output);
            }
        }
    }
}

fn is_nan<T: Number>(value: T) -> bool {
    value.partial_cmp(&value).is_none()
}
