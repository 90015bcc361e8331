//! The passes of an attention over the steps of each sample.
//!
//! q, k and v are one product for all steps of several samples, so that a tile of the product seldom ends with a sample; then come the
//! heads, sample by sample, and a product for y.

pub(crate) mod attend;
pub(crate) mod back;
pub(crate) mod sizes;
pub(crate) mod step;
mod tile;
mod turn;

use crate::activation::Fused;
use crate::kernels::attention::attend::SamplePtr;
use crate::kernels::attention::back::BackPtr;
use crate::kernels::attention::sizes::Sizes;
use crate::kernels::attention::step::StepPtr;
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::product::Right;
use crate::kernels::sums::Term;
use crate::kernels::weight_gradient::GradientPtr;
use crate::rows::{Rows, RowsMut, RowsMutPtr, RowsPtr, padded};
use crate::scalar::{LanesOf, Scalar};

/// How many steps go through the products at once, at least, if there are as many: what they read and write stays in the second-level
/// cache, and each addition to the weights' gradients is of many steps.
const AT_ONCE: usize = 128;

/// The weights of a layer, or the derivatives of them.
pub(crate) struct Weights<A> {
    /// Inputs x 3 x units: those of q, k and v.
    pub(crate) input: A,
    /// 3 x units.
    pub(crate) input_bias: A,
    /// Units x units.
    pub(crate) output: A,
    /// Units.
    pub(crate) output_bias: A,
}

/// What the forward pass leaves for the backward pass.
pub(crate) struct Kept<A> {
    /// For each sample and step q, k and v, side by side, in three padded rows of units.
    pub(crate) qkv: A,
    /// For each sample, head and key a padded row of queries.
    pub(crate) p: A,
    /// For each sample and step what the heads put out, a padded row of units.
    pub(crate) heads: A,
}

/// Room for the backward pass.
pub(crate) struct BackRoom<'a, T> {
    /// For each sample and step a padded row of inputs.
    pub(crate) x: &'a mut [T],
    /// For each sample and step a padded row of units, two times.
    pub(crate) d: &'a mut [T],
    pub(crate) heads: &'a mut [T],
    /// For each sample and step three padded rows of units.
    pub(crate) qkv: &'a mut [T],
    /// A padded row of steps for each unit.
    pub(crate) turned: &'a mut [T],
    /// A padded row of steps for each step.
    pub(crate) scores: &'a mut [T],
    /// The output's weights transposed: a padded row of units for each unit.
    pub(crate) transposed: &'a mut [T],
}

/// Where the backward pass writes dL/dx.
pub(crate) struct Target<'a, T> {
    pub(crate) dx: RowsMut<'a, T>,
    /// Whether to add to what is there.
    pub(crate) add: bool,
    /// The weights of q, k and v transposed: 3 x units padded rows of inputs.
    pub(crate) transposed: &'a mut [T],
}

/// What a stream remembers.
pub(crate) struct Memory<'a, T> {
    /// A padded row of steps for each unit.
    pub(crate) keys: &'a mut [T],
    /// A padded row of units for each step.
    pub(crate) values: &'a mut [T],
    /// How many steps there were; from twice those of the window on, the last number of them with this one's place.
    pub(crate) count: &'a mut T,
}

/// Room for a step of a stream.
pub(crate) struct StepRoom<'a, T> {
    /// Three padded rows of units.
    pub(crate) qkv: &'a mut [T],
    /// A padded row of steps.
    pub(crate) p: &'a mut [T],
    /// A padded row of units, two times.
    pub(crate) heads: &'a mut [T],
    pub(crate) y: &'a mut [T],
}

/// One layer's kernels for a call.
#[derive(Clone, Copy)]
pub(crate) struct Attending {
    sizes: Sizes,
    rows: usize,
}

impl Attending {
    /// For a call over so many rows.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(sizes: Sizes, rows: usize) -> Self {
        let Sizes { steps, inputs, units, heads, .. } = sizes;
        assert!(rows > 0 && steps > 0 && inputs > 0 && units >= heads.get(), "a layer has an input and an output");
        Self { sizes, rows }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn check_weights<T>(&self, weights: &Weights<&[T]>) {
        let Sizes { inputs, units, .. } = self.sizes;
        let of_shape = weights.input.len() == inputs * 3 * units && weights.input_bias.len() == 3 * units;
        let of_shape = of_shape && weights.output.len() == units * units && weights.output_bias.len() == units;
        assert!(of_shape, "a layer of another shape");
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn check_kept<T>(&self, kept: &Kept<&[T]>) {
        let (Sizes { steps, heads, .. }, rows) = (self.sizes, self.rows);
        let has_room = kept.qkv.len() >= rows * steps * self.sizes.qkv()
            && kept.p.len() >= rows * heads.get() * steps * self.sizes.line()
            && kept.heads.len() >= rows * steps * self.sizes.row();
        assert!(has_room, "no room for a window");
    }

    /// Calls `each` for groups of samples, with the first and their number.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn groups(&self, mut each: impl FnMut(usize, usize)) {
        let group = AT_ONCE.div_ceil(self.sizes.steps);
        let mut first = 0;
        while first < self.rows {
            let count = group.min(self.rows - first);
            each(first, count);
            first += count;
        }
    }

    /// The steps of several samples as rows that are equally far apart: where they are, or copied.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn steps<T: Copy>(&self, x: RowsPtr<T>, [first, count]: [usize; 2], room: &mut [T]) -> RowsPtr<T> {
        let Sizes { steps, inputs, .. } = self.sizes;
        let (start, stride) = (x.start.wrapping_add(first * x.stride), padded(inputs));
        if x.stride == steps * inputs || count == 1 {
            return RowsPtr { start, stride: inputs };
        }
        assert!(room.len() >= count * steps * stride, "no room for the steps");
        for row in 0..count * steps {
            let from = start.wrapping_add(row / steps * x.stride + row % steps * inputs);
            // SAFETY: `x` has `count` rows of `steps` x `inputs` values from `first` on, and `room` as many padded rows.
            unsafe { room.as_mut_ptr().add(row * stride).copy_from_nonoverlapping(from, inputs) };
        }
        RowsPtr { start: room.as_ptr(), stride }
    }

    /// The forward pass. `room` has a padded row of inputs and one of units for each sample and step, `turned` a padded row of steps for
    /// each unit.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn forward<S: Processor, T: Scalar>(
        self,
        _: S,
        x: Rows<'_, T>,
        weights: Weights<&[T]>,
        kept: Kept<&mut [T]>,
        [room_of_x, room_of_y, turned]: [&mut [T]; 3],
        mut y: RowsMut<'_, T>,
    ) {
        let Self { sizes, rows } = self;
        let Sizes { steps, inputs, units, heads, .. } = sizes;
        self.check_weights(&weights);
        self.check_kept(&Kept { qkv: &*kept.qkv, p: &*kept.p, heads: &*kept.heads });
        let has_room = room_of_y.len() >= rows * steps * sizes.row() && turned.len() >= units * sizes.line();
        assert!(has_room, "no room for the steps");
        let x = x.pointer(rows, steps * inputs);
        let Kept { qkv, p, heads: a } = kept;
        let [qkv, p, a, turned] = [qkv, p, a, turned].map(<[T]>::as_mut_ptr);
        let to_y = room_of_y.as_mut_ptr();
        self.groups(
            #[cfg_attr(not(debug_assertions), inline(always))]
            |first, count| {
                let (x, n, before) = (self.steps(x, [first, count], room_of_x), count * steps, first * steps);
                let (none, linear) = (core::ptr::null_mut(), Fused::Linear);
                let right = |start, stride| Right { rows: RowsPtr { start, stride }, padded: false };
                // SAFETY: the lengths were checked above, with x of `rows` rows, of which the group has `count`. The token proves that the
                // processor has the instruction set, which the caller has entered.
                unsafe {
                    let (of_input, to) = (right(weights.input.as_ptr(), 3 * units), qkv.add(before * sizes.qkv()));
                    let to = RowsMutPtr { start: to, stride: sizes.qkv() };
                    let (bias, shape) = (weights.input_bias.as_ptr(), [n, inputs, 3 * units]);
                    LanesOf::<T, S>::product_activation(linear, x, of_input, bias, to, shape, none);
                    for sample in first..first + count {
                        let ptr = SamplePtr {
                            qkv: qkv.add(sample * steps * sizes.qkv()),
                            p: p.add(sample * heads.get() * steps * sizes.line()),
                            heads: a.add(sample * steps * sizes.row()),
                            turned,
                        };
                        LanesOf::<T, S>::attend(&sizes, ptr);
                    }
                    let of_output = right(weights.output.as_ptr(), units);
                    let a = RowsPtr { start: a.add(before * sizes.row()).cast_const(), stride: sizes.row() };
                    let to = RowsMutPtr { start: to_y, stride: sizes.row() };
                    let (bias, shape) = (weights.output_bias.as_ptr(), [n, units, units]);
                    LanesOf::<T, S>::product_activation(linear, a, of_output, bias, to, shape, none);
                }
                self.bring(room_of_y, [first, count], &mut y, false);
            },
        );
    }

    /// Copies padded rows to the steps of several samples, or adds them.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn bring<T: Scalar>(&self, from: &[T], [first, count]: [usize; 2], to: &mut RowsMut<'_, T>, add: bool) {
        let steps = self.sizes.steps;
        let width = to.width() / steps;
        let mut from = from.chunks_exact(padded(width));
        for sample in first..first + count {
            for (to, from) in to.row_mut(sample).chunks_exact_mut(width).zip(from.by_ref()) {
                if add {
                    to.iter_mut().zip(from).for_each(|(to, value)| *to += *value);
                } else {
                    to.copy_from_slice(&from[..width]);
                }
            }
        }
    }

    /// The backward pass. With `changed`, the weights may have changed since the last call with the same room.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn backward<S: Processor, T: Scalar>(
        self,
        _: S,
        [x, d]: [Rows<'_, T>; 2],
        weights: Weights<&[T]>,
        (kept, room): (Kept<&[T]>, BackRoom<'_, T>),
        (gradient, [changed, adds]): (Weights<&mut [T]>, [bool; 2]),
        mut target: Option<Target<'_, T>>,
    ) {
        let Self { sizes, rows } = self;
        let Sizes { steps, inputs, units, heads, .. } = sizes;
        self.check_weights(&weights);
        self.check_kept(&kept);
        let Weights { input, input_bias, output, output_bias } = gradient;
        self.check_weights(&Weights {
            input: &*input,
            input_bias: &*input_bias,
            output: &*output,
            output_bias: &*output_bias,
        });
        let n = rows * steps;
        let has_room = room.d.len() >= n * sizes.row()
            && room.heads.len() >= n * sizes.row()
            && room.qkv.len() >= n * sizes.qkv()
            && room.turned.len() >= units * sizes.line()
            && room.scores.len() >= steps * sizes.line()
            && room.transposed.len() >= units * sizes.row();
        assert!(has_room, "no room for the derivatives of a window");
        let width = padded(inputs);
        if let Some(Target { transposed, .. }) = &mut target {
            assert!(transposed.len() >= 3 * units * width && room.x.len() >= n * width, "no room for dL/dx");
            if changed {
                // SAFETY: the lengths were checked above.
                unsafe {
                    let to = transposed.as_mut_ptr();
                    LanesOf::<T, S>::transpose(weights.input.as_ptr(), [inputs, 3 * units], to, width);
                }
            }
        }
        if changed {
            let to = room.transposed.as_mut_ptr();
            // SAFETY: the lengths were checked above.
            unsafe { LanesOf::<T, S>::transpose(weights.output.as_ptr(), [units, units], to, sizes.row()) };
        }
        let x = x.pointer(rows, steps * inputs);
        let [of_input, of_output] = [(input, input_bias), (output, output_bias)].map(|(weight, bias)| GradientPtr {
            weight: weight.as_mut_ptr(),
            bias: bias.as_mut_ptr(),
            add: adds,
        });
        let BackRoom { x: room_of_x, d: room_of_d, heads: d_heads, qkv, turned, scores, transposed } = room;
        let [d_heads, qkv, turned, scores] = [d_heads, qkv, turned, scores].map(<[T]>::as_mut_ptr);
        let transposed = transposed.as_ptr();
        self.groups(
            #[cfg_attr(not(debug_assertions), inline(always))]
            |first, count| {
                let (n, before, add) = (count * steps, first * steps, adds || first > 0);
                let mut places = room_of_d.chunks_exact_mut(sizes.row());
                for sample in first..first + count {
                    for (from, to) in d.row(sample).chunks_exact(units).zip(places.by_ref()) {
                        to[..units].copy_from_slice(from);
                    }
                }
                let x = self.steps(x, [first, count], room_of_x);
                let (none, linear) = (RowsPtr { start: core::ptr::null(), stride: 0 }, Fused::Linear);
                let right = |start, stride| Right { rows: RowsPtr { start, stride }, padded: true };
                // SAFETY: as in `forward`.
                unsafe {
                    let d = RowsPtr { start: room_of_d.as_ptr(), stride: sizes.row() };
                    let a = RowsPtr { start: kept.heads.as_ptr().add(before * sizes.row()), stride: sizes.row() };
                    let to = GradientPtr { add, ..of_output };
                    LanesOf::<T, S>::weight_gradient(a, d, to, [n, units, units], core::ptr::null_mut());
                    let to = RowsMutPtr { start: d_heads, stride: sizes.row() };
                    let of_output = right(transposed, sizes.row());
                    LanesOf::<T, S>::product_derivative(linear, d, of_output, none, to, [n, units, units]);
                    for row in 0..count {
                        let (sample, step) = (first + row, row * steps);
                        let ptr = BackPtr {
                            qkv: kept.qkv.as_ptr().add(sample * steps * sizes.qkv()),
                            p: kept.p.as_ptr().add(sample * heads.get() * steps * sizes.line()),
                            d: d_heads.add(step * sizes.row()).cast_const(),
                            to: qkv.add(step * sizes.qkv()),
                            turned,
                            scores,
                        };
                        LanesOf::<T, S>::attend_back(&sizes, ptr);
                    }
                    let (d, to) =
                        (RowsPtr { start: qkv.cast_const(), stride: sizes.qkv() }, GradientPtr { add, ..of_input });
                    LanesOf::<T, S>::weight_gradient(x, d, to, [n, inputs, 3 * units], core::ptr::null_mut());
                    if let Some(Target { transposed, .. }) = &target {
                        let of_input = right(transposed.as_ptr(), width);
                        let to = RowsMutPtr { start: room_of_x.as_mut_ptr(), stride: width };
                        LanesOf::<T, S>::product_derivative(linear, d, of_input, none, to, [n, 3 * units, inputs]);
                    }
                }
                if let Some(Target { dx, add, .. }) = &mut target {
                    self.bring(room_of_x, [first, count], dx, *add);
                }
            },
        );
    }

    /// A step of one stream.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn step<S: Processor, T: Scalar>(
        self,
        _: S,
        x: Rows<'_, T>,
        weights: Weights<&[T]>,
        memory: Memory<'_, T>,
        room: StepRoom<'_, T>,
        mut y: RowsMut<'_, T>,
    ) {
        let Self { sizes, .. } = self;
        let Sizes { steps, inputs, units, .. } = sizes;
        self.check_weights(&weights);
        let remembers = memory.keys.len() >= units * sizes.line() && memory.values.len() >= steps * sizes.row();
        let has_room = room.qkv.len() >= sizes.qkv() && room.p.len() >= sizes.line();
        let has_room = has_room && room.heads.len() >= sizes.row() && room.y.len() >= sizes.row();
        assert!(remembers && has_room, "no room for a step");
        let (slot, filled) = next(memory.count, steps);
        let term = |rows, k, weights: &[T], bias: &[T]| {
            let weights = RowsPtr { start: weights.as_ptr(), stride: bias.len() };
            [Term { rows, k, weights, bias: bias.as_ptr() }]
        };
        let [qkv, keys, values, p, heads, to] =
            [room.qkv, memory.keys, memory.values, room.p, room.heads, &mut *room.y].map(<[T]>::as_mut_ptr);
        let of_x = term(x.pointer(1, inputs), inputs, weights.input, weights.input_bias);
        let a = RowsPtr { start: heads.cast_const(), stride: units };
        let of_a = term(a, units, weights.output, weights.output_bias);
        // SAFETY: the lengths were checked above, and `next` keeps the place within them. The token proves that the processor has the
        // instruction set, which the caller has entered.
        unsafe {
            LanesOf::<T, S>::sums_of_terms(&of_x, RowsMutPtr { start: qkv, stride: 0 }, [1, 3 * units]);
            LanesOf::<T, S>::attend_step(&sizes, StepPtr { qkv, keys, values, p, heads }, [slot, filled]);
            LanesOf::<T, S>::sums_of_terms(&of_a, RowsMutPtr { start: to, stride: 0 }, [1, units]);
        }
        for (y, value) in y.iter_mut().flat_map(|y| y.iter_mut()).zip(room.y) {
            *y = *value;
        }
    }
}

/// The place of a stream's next step among those that are remembered, and how many are with it. The number that counts them can be
/// any: a program may have read it from a file.
#[cfg_attr(not(debug_assertions), inline(always))]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the conversion saturates, and NaN is 0")]
fn next<T: Scalar>(count: &mut T, steps: usize) -> (usize, usize) {
    let before = (count.to_f64() as usize).min(2 * steps - 1);
    let slot = if before < steps { before } else { before - steps };
    let after = if before + 1 < 2 * steps { before + 1 } else { steps };
    *count = T::from_f64(after as f64);
    (slot, steps.min(before + 1))
}
