//! Windows of a grid reduced to a value per channel: the forward kernels of the pools, for one sample.
//!
//! Lanes are channels. Where a pixel has fewer channels than a vector has lanes, a vector reaches into the pixels behind it; what
//! is computed there is overwritten by them.

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
    pub(super) fn line(&self) -> usize {
        self.input[1] * self.channels
    }

    /// Calls `each` for every window and every vector of channels.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn windows<V: Lanes>(&self, mut each: impl FnMut(Place)) {
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
pub(super) struct Place {
    /// The first tap, in the input.
    pub(super) input: usize,
    pub(super) output: usize,
    /// The number of channels from here on.
    pub(super) channels: usize,
    /// The number of values from the first tap to the end of its row of pixels.
    pub(super) line: usize,
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

/// Calls a function with a window of 2 x 2 as constants, or with one of any size, and with whether a pixel takes half a vector. With
/// few registers there is one version for all.
macro_rules! specialized {
    ($pool:expr, $function:ident::<$V:ty $(, $Type:ty)*>($($argument:expr),*)) => {
        if const { <$V>::KIND.has_few_registers() } {
            $function::<$V $(, $Type)*, 0, 0, false>($($argument),*)
        } else {
            match ($pool.window, $pool.channels <= <$V>::COUNT / 2) {
                ([2, 2], true) => $function::<$V $(, $Type)*, 2, 2, true>($($argument),*),
                ([2, 2], false) => $function::<$V $(, $Type)*, 2, 2, false>($($argument),*),
                (_, true) => $function::<$V $(, $Type)*, 0, 0, true>($($argument),*),
                (_, false) => $function::<$V $(, $Type)*, 0, 0, false>($($argument),*),
            }
        }
    };
}

pub(super) use specialized;

/// How many lanes a kernel uses: where a pixel has few channels, half of them, and the compiler drops the other half.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) const fn lanes<V: Lanes, const HALF: bool>() -> usize {
    if HALF { V::COUNT / 2 } else { V::COUNT }
}

/// Loads as many lanes as there are values left, at most those that the kernel uses.
///
/// # Safety
///
/// There are `left` values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn load<V: Lanes, const HALF: bool>(from: *const V::Scalar, left: usize) -> V {
    // SAFETY: the same obligation.
    unsafe {
        match const { lanes::<V, HALF>() } {
            half if HALF && left >= half => V::load_part(from, half),
            _ => V::load_up_to(from, left),
        }
    }
}

/// Stores as many lanes as there is room for, at most those that the kernel uses.
///
/// # Safety
///
/// There is room for `left` values.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn store<V: Lanes, const HALF: bool>(value: V, to: *mut V::Scalar, left: usize) {
    // SAFETY: the same obligation.
    unsafe {
        match const { lanes::<V, HALF>() } {
            half if HALF && left >= half => value.store_part(to, half),
            _ => value.store_up_to(to, left),
        }
    }
}

/// y, for one sample.
///
/// # Safety
///
/// `x` and `y` have the pool's inputs and outputs, and every window is inside the input.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) unsafe fn reduce<V: Lanes, R: Reduction>(x: *const V::Scalar, y: *mut V::Scalar, pool: &Pool) {
    // SAFETY: the obligations are the same.
    unsafe { specialized!(pool, reduce_windows::<V, R>(x, y, pool)) }
}

/// [`reduce`] for windows of `HEIGHT` x `WIDTH`, or of the pool's size where these are 0.
///
/// # Safety
///
/// As for [`reduce`].
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn reduce_windows<V: Lanes, R: Reduction, const HEIGHT: usize, const WIDTH: usize, const HALF: bool>(
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
                let mut row = unsafe { load::<V, HALF>(x.add(first), left) };
                for right in 1..width {
                    // SAFETY: as above.
                    row = R::join(row, unsafe { load::<V, HALF>(x.add(first + right * channels), left) });
                }
                total = if down == 0 { row } else { R::join_rows(total, row) };
            }
            // SAFETY: y has so many values from here on.
            unsafe { store::<V, HALF>(R::end(total, share), y.add(output), outputs - output) };
        },
    );
}
