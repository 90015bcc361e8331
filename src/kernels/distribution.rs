//! The way back of a reduction of windows: which taps take dL/dy. The backward kernels of the pools, for one sample.

use crate::activation::{Activation, Fused, is_linear};
use crate::kernels::elementwise::multiply_by_derivative;
use crate::kernels::reduction::{Place, Pool, Reduction, lanes, load, specialized, store};
use crate::number::Number;
use crate::rows::{RowsMutPtr, RowsPtr};
use crate::simd::lanes::Lanes;

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
            return specialized!(pool, tile::<V, R, F>(back, pool));
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
    // Four chains of sums, since each addition waits for the one before.
    let (mut sums, mut place) = ([zero; 4], 0);
    // SAFETY: there are so many values from each place on.
    unsafe {
        while place + 4 * V::COUNT <= count {
            for chain in 0..4 {
                sums[chain] = V::load(values.add(place + chain * V::COUNT)).mul_add(zero, sums[chain]);
            }
            place += 4 * V::COUNT;
        }
        while place < count {
            sums[0] = V::load_up_to(values.add(place), count - place).mul_add(zero, sums[0]);
            place += V::COUNT;
        }
    }
    ((sums[0] + sums[1]) + (sums[2] + sums[3])).sum() == V::Scalar::ZERO
}

/// [`distribute`] for windows side by side, each of whose taps is written once.
///
/// # Safety
///
/// As for [`distribute`].
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn tile<V: Lanes, R: Reduction, F: Activation, const HEIGHT: usize, const WIDTH: usize, const HALF: bool>(
    back: Back<V::Scalar>,
    pool: &Pool,
) {
    let width = if WIDTH > 0 { WIDTH } else { pool.window[1] };
    let (channels, line) = (pool.channels, pool.line());
    let outputs = pool.output[0] * pool.output[1] * channels;
    let covered = pool.output[1] * width * channels;
    pool.windows::<V>(
        #[cfg_attr(not(debug_assertions), inline(always))]
        |Place { input, output, channels: channels_left, line: line_left }| {
            let left = outputs - output;
            // How far a tap's vector may reach: to the end of its row of pixels, where those behind it are written after it.
            let reach = if channels < V::COUNT { line_left - (width - 1) * channels } else { channels_left };
            let lanes = lanes::<V, HALF>();
            // SAFETY: the outputs have `left` values from here on, the last tap has `reach`, and the taps before it have more.
            unsafe {
                if reach >= lanes && left >= lanes {
                    write_taps::<V, R, F, HEIGHT, WIDTH, HALF>(back, pool, [input, output], [lanes, lanes, 0]);
                } else {
                    let step = if channels < V::COUNT { channels } else { 0 };
                    write_taps::<V, R, F, HEIGHT, WIDTH, HALF>(back, pool, [input, output], [left, reach, step]);
                }
            }
        },
    );
    for row in 0..pool.input[0] {
        let from = if row < pool.output[0] * pool.window[0] { covered } else { 0 };
        // SAFETY: dx has these values, and zero bytes are 0.
        unsafe { back.dx.add(row * line + from).write_bytes(0, line - from) };
    }
}

/// Writes dL/dx of the taps of a window, for a vector of channels.
///
/// # Safety
///
/// As for [`distribute`]. The outputs have at least `left` values from here on; the last tap of each row has at least `reach`, and
/// those before it `step` more each.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn write_taps<
    V: Lanes,
    R: Reduction,
    F: Activation,
    const HEIGHT: usize,
    const WIDTH: usize,
    const HALF: bool,
>(
    Back { x, y, d, kept, dx, .. }: Back<V::Scalar>,
    pool: &Pool,
    [input, output]: [usize; 2],
    [left, reach, step]: [usize; 3],
) {
    let [height, width] = if HEIGHT * WIDTH > 0 { [HEIGHT, WIDTH] } else { pool.window };
    let share = V::from_f64(1.0 / (height * width) as f64);
    // SAFETY: the obligations say what is there.
    unsafe {
        let y = if R::OF_TAPS { load::<V, HALF>(y.add(output), left) } else { share };
        let mut left = R::start_back(load::<V, HALF>(d.add(output), left), share);
        // The derivative of relu once for all taps, where it is a function of them: the one that takes d is y.
        let at_once = const { R::OF_TAPS && matches!(F::FUSED, Some(Fused::Relu)) } && x == kept;
        if at_once {
            left = F::backward(left, y);
        }
        for down in 0..height {
            for right in 0..width {
                let place = input + down * pool.line() + right * pool.channels;
                let reach = reach + (width - 1 - right) * step;
                let tap = if R::OF_TAPS { load::<V, HALF>(x.add(place), reach) } else { share };
                let mut taken = R::take(tap, y, &mut left);
                if const { !is_linear::<F>() } && !at_once {
                    taken = F::backward(taken, load::<V, HALF>(kept.add(place), reach));
                }
                store::<V, HALF>(taken, dx.add(place), reach);
            }
        }
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
