//! The passes of a recurrent layer over a window of steps, for a block of rows.
//!
//! A step takes two products, of x and of the last h with the weights, which the kernels of dense layers compute for all rows; then
//! a loop over the units, the [`Cell`]. What the steps keep lies step by step, so that a step's rows are a dense block. x, y and
//! dL/dy are read and written where they are, sample by sample.

pub(super) mod back;
pub(super) mod cell;
pub(super) mod gru;
pub(super) mod lstm;
pub(crate) mod name;
pub(super) mod rnn;
pub(super) mod step;

use crate::activation::Fused;
use crate::kernels::compiled::{Compiled, Processor};
use crate::kernels::product::Right;
use crate::kernels::recurrent::back::BackPtr;
use crate::kernels::recurrent::name::CellName;
use crate::kernels::recurrent::step::StepPtr;
use crate::kernels::sums::Term;
use crate::kernels::weight_gradient::GradientPtr;
use crate::rows::{Rows, RowsMut, RowsMutPtr, RowsPtr, padded};
use crate::scalar::{LanesOf, Scalar};

/// The sizes of a layer.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) steps: usize,
    pub(crate) inputs: usize,
    pub(crate) units: usize,
}

/// The weights of a layer, or the derivatives of them.
pub(crate) struct Weights<A> {
    /// Inputs x gates x units.
    pub(crate) input: A,
    /// Units x gates x units.
    pub(crate) hidden: A,
    /// Two times gates x units.
    pub(crate) input_bias: A,
    pub(crate) hidden_bias: A,
}

/// What a window starts from, and what its steps keep.
pub(crate) struct Memory<'a, T, A> {
    /// The h and the c that it starts from, a padded row of units for each row.
    pub(crate) h: &'a [T],
    pub(crate) c: &'a [T],
    /// For each step and row `KEPT` padded rows.
    pub(crate) kept: A,
}

/// One layer's kernels for a call.
#[derive(Clone, Copy)]
pub(crate) struct Recurrence {
    cell: CellName,
    sizes: Sizes,
    rows: usize,
}

impl Recurrence {
    /// For a call over so many rows.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(cell: CellName, sizes: Sizes, rows: usize) -> Self {
        assert!(
            rows > 0 && sizes.steps > 0 && sizes.inputs > 0 && sizes.units > 0,
            "a layer has an input and an output"
        );
        Self { cell, sizes, rows }
    }

    /// How many columns the weights have.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn columns(&self) -> usize {
        self.cell.gates() * self.sizes.units
    }

    /// The distances between the rows of what a step keeps, and between those of the gates.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn strides(&self) -> [usize; 2] {
        let row = padded(self.sizes.units);
        [self.cell.kept() * row, self.cell.gates() * row]
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn check_weights<T>(&self, weights: &Weights<&[T]>) {
        let (m, Sizes { inputs, units, .. }) = (self.columns(), self.sizes);
        let of_shape = weights.input.len() == inputs * m && weights.hidden.len() == units * m;
        assert!(
            of_shape && weights.input_bias.len() == m && weights.hidden_bias.len() == m,
            "a layer of another shape"
        );
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn check_memory<T>(&self, memory: &Memory<'_, T, &[T]>) {
        let (row, [kept, _], Self { rows, sizes, cell }) = (padded(self.sizes.units), self.strides(), self);
        let c = if cell.memory().is_some() { rows * row } else { 0 };
        let there = memory.h.len() >= rows * row && memory.c.len() >= c;
        assert!(there && memory.kept.len() >= sizes.steps * rows * kept, "no room for a window");
    }

    /// The rows of h that the step `t` starts from.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn h<T>(&self, start: *const T, y: RowsPtr<T>, t: usize) -> RowsPtr<T> {
        match t {
            0 => RowsPtr { start, stride: padded(self.sizes.units) },
            _ => RowsPtr { start: y.start.wrapping_add((t - 1) * self.sizes.units), stride: y.stride },
        }
    }

    /// The rows of c that the step `t` starts from; of a cell without memory, none that may be read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn c<T>(&self, start: *const T, kept: *const T, t: usize) -> RowsPtr<T> {
        let [stride, _] = self.strides();
        match self.cell.memory() {
            Some(part) if t > 0 => {
                let before = (t - 1) * self.rows * stride + part * self.sizes.units;
                RowsPtr { start: kept.wrapping_add(before), stride }
            }
            _ => RowsPtr { start, stride: padded(self.sizes.units) },
        }
    }

    /// The forward pass: y has the h of every step. `hidden` has room for `GATES` padded rows of units for each row.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn forward<S: Processor, T: Scalar>(
        self,
        _: S,
        x: Rows<'_, T>,
        weights: Weights<&[T]>,
        memory: Memory<'_, T, &mut [T]>,
        hidden: &mut [T],
        mut y: RowsMut<'_, T>,
    ) {
        let Self { cell, rows, sizes: Sizes { steps, inputs, units } } = self;
        let ([kept_stride, gates_stride], m) = (self.strides(), self.columns());
        self.check_weights(&weights);
        self.check_memory(&Memory { h: memory.h, c: memory.c, kept: &*memory.kept });
        assert!(hidden.len() >= rows * gates_stride, "no room for the gates");
        let (x, y) = (x.pointer(rows, steps * inputs), y.pointer(rows, steps * units, false));
        let all_h = RowsPtr { start: y.start.cast_const(), stride: y.stride };
        let (start_h, start_c, kept) = (memory.h.as_ptr(), memory.c.as_ptr(), memory.kept.as_mut_ptr());
        let hidden = RowsMutPtr { start: hidden.as_mut_ptr(), stride: gates_stride };
        let term = |rows: RowsPtr<T>, k: usize, weights: &[T], bias: &[T]| Term {
            rows,
            k,
            weights: RowsPtr { start: weights.as_ptr(), stride: m },
            bias: bias.as_ptr(),
        };
        for t in 0..steps {
            let x = RowsPtr { start: x.start.wrapping_add(t * inputs), stride: x.stride };
            let step = StepPtr {
                terms: [
                    term(x, inputs, weights.input, weights.input_bias),
                    term(self.h(start_h, all_h, t), units, weights.hidden, weights.hidden_bias),
                ],
                c: self.c(start_c, kept.cast_const(), t),
                kept: RowsMutPtr { start: kept.wrapping_add(t * rows * kept_stride), stride: kept_stride },
                hidden,
                y: RowsMutPtr { start: y.start.wrapping_add(t * units), stride: y.stride },
            };
            // SAFETY: the lengths were checked above, with x and y of `rows` rows; a step is within them. What a step keeps has room
            // for the gates, in rows of whole vectors. The token proves that the processor has the instruction set, which the caller
            // has entered.
            unsafe {
                if rows == 1 && cell.has_row::<LanesOf<T, S>>(units) {
                    LanesOf::<T, S>::recurrent_row(cell, units, &step);
                    continue;
                }
                let (summed, [of_x, of_h]) = (cell.sums() * units, step.terms);
                LanesOf::<T, S>::sums_of_terms(&step.terms, step.kept, [rows, summed]);
                if m > summed {
                    let beyond = |start: RowsMutPtr<T>| RowsMutPtr { start: start.start.wrapping_add(summed), ..start };
                    LanesOf::<T, S>::sums_of_terms(&[of_x.from(summed)], beyond(step.kept), [rows, m - summed]);
                    LanesOf::<T, S>::sums_of_terms(&[of_h.from(summed)], beyond(step.hidden), [rows, m - summed]);
                }
                LanesOf::<T, S>::recurrent_step(cell, [rows, units], &step);
            }
        }
    }

    /// Copies the h and the c that a window has ended with, in padded rows.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn ends<T: Scalar>(self, y: Rows<'_, T>, kept: &[T], h: &mut [T], c: &mut [T]) {
        let Self { cell, rows, sizes: Sizes { steps, units, .. } } = self;
        let ([stride, _], padded) = (self.strides(), padded(self.sizes.units));
        let y = y.columns((steps - 1) * units..steps * units);
        for row in 0..rows {
            copy(h, row * padded, y.row(row), 0, units);
            if let Some(part) = cell.memory() {
                copy(c, row * padded, kept, ((steps - 1) * rows + row) * stride + part * units, units);
            }
        }
    }

    /// The backward pass, but for dL/dx.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn backward<S: Processor, T: Scalar>(
        self,
        _: S,
        [x, y, d]: [Rows<'_, T>; 3],
        hidden_weights: &[T],
        memory: Memory<'_, T, &[T]>,
        room: BackRoom<'_, T>,
        (gradient, add): (Weights<&mut [T]>, bool),
    ) {
        let Self { cell, rows, sizes: Sizes { steps, inputs, units } } = self;
        let ([kept_stride, stride], m, row) = (self.strides(), self.columns(), padded(self.sizes.units));
        let Weights { input, hidden, input_bias, hidden_bias } = gradient;
        self.check_weights(&Weights {
            input: &*input,
            hidden: &*hidden,
            input_bias: &*input_bias,
            hidden_bias: &*hidden_bias,
        });
        self.check_memory(&memory);
        let gates = [room.input, room.hidden];
        let differ = if cell.differ() { 1 } else { 0 };
        let has_room = gates[0].len() >= steps * rows * stride && gates[1].len() >= differ * steps * rows * stride;
        let has_room = has_room && room.transposed.len() >= m * row && room.later.len() >= 3 * rows * row;
        assert!(has_room && hidden_weights.len() == units * m, "no room for the derivatives of a window");
        let (x, y) = (x.pointer(rows, steps * inputs), y.pointer(rows, steps * units));
        let d = d.pointer(rows, steps * units);
        room.later.fill(T::ZERO);
        let transposed = room.transposed.as_mut_ptr();
        let starts = gates.map(<[T]>::as_mut_ptr);
        let later = [0, 1, 2].map(|part| room.later.as_mut_ptr().wrapping_add(part * rows * row));
        let later = later.map(|start| RowsMutPtr { start, stride: row });
        let (weights, biases) =
            ([input, hidden].map(<[T]>::as_mut_ptr), [input_bias, hidden_bias].map(<[T]>::as_mut_ptr));
        // SAFETY: the lengths were checked above; a step is within them. The token proves that the processor has the instruction set,
        // which the caller has entered.
        unsafe {
            LanesOf::<T, S>::transpose(hidden_weights.as_ptr(), [units, m], transposed, row);
            for t in (0..steps).rev() {
                let place = |start: *mut T| RowsMutPtr { start: start.wrapping_add(t * rows * stride), stride };
                let read = |rows: RowsMutPtr<T>| RowsPtr { start: rows.start.cast_const(), stride: rows.stride };
                let (of_x, of_h) = (place(starts[0]), place(starts[differ]));
                let step = BackPtr {
                    d: RowsPtr { start: d.start.wrapping_add(t * units), stride: d.stride },
                    h: self.h(memory.h.as_ptr(), y, t),
                    c: self.c(memory.c.as_ptr(), memory.kept.as_ptr(), t),
                    kept: RowsPtr {
                        start: memory.kept.as_ptr().wrapping_add(t * rows * kept_stride),
                        stride: kept_stride,
                    },
                    later,
                    gates: [of_x, of_h],
                };
                LanesOf::<T, S>::recurrent_back(cell, [rows, units], &step);
                if t > 0 {
                    let right = Right { rows: RowsPtr { start: transposed.cast_const(), stride: row }, padded: true };
                    let (none, sizes) = (RowsPtr { start: core::ptr::null(), stride: 0 }, [rows, m, units]);
                    LanesOf::<T, S>::product_derivative(Fused::Linear, read(of_h), right, none, later[0], sizes);
                }
                let add = add || t + 1 < steps;
                let to = [0, 1].map(|part| GradientPtr { weight: weights[part], bias: biases[part], add });
                let x = RowsPtr { start: x.start.wrapping_add(t * inputs), stride: x.stride };
                let none = core::ptr::null_mut();
                LanesOf::<T, S>::weight_gradient(x, read(of_x), to[0], [rows, inputs, m], none);
                LanesOf::<T, S>::weight_gradient(step.h, read(of_h), to[1], [rows, units, m], none);
            }
        }
    }

    /// dL/dx, from what [`backward`](Self::backward) has written to `input`; written to `dx`, or added to it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn backward_input<S: Processor, T: Scalar>(
        self,
        _: S,
        input_weights: &[T],
        input: &[T],
        room: InputRoom<'_, T>,
        mut dx: RowsMut<'_, T>,
        add: bool,
    ) {
        let Self { rows, sizes: Sizes { steps, inputs, .. }, .. } = self;
        let ([_, stride], m, row) = (self.strides(), self.columns(), padded(self.sizes.inputs));
        let has_room = input.len() >= steps * rows * stride && input_weights.len() == inputs * m;
        assert!(has_room && room.transposed.len() >= m * row && room.step.len() >= rows * row, "no room for dL/dx");
        let transposed = room.transposed.as_mut_ptr();
        // SAFETY: as in `backward`.
        unsafe { LanesOf::<T, S>::transpose(input_weights.as_ptr(), [inputs, m], transposed, row) };
        for t in 0..steps {
            // SAFETY: as in `backward`.
            unsafe {
                let d = RowsPtr { start: input.as_ptr().add(t * rows * stride), stride };
                let right = Right { rows: RowsPtr { start: transposed.cast_const(), stride: row }, padded: true };
                let (none, to) = (RowsPtr { start: core::ptr::null(), stride: 0 }, room.step.as_mut_ptr());
                let to = RowsMutPtr { start: to, stride: row };
                LanesOf::<T, S>::product_derivative(Fused::Linear, d, right, none, to, [rows, m, inputs]);
            }
            for (to, from) in dx.iter_mut().zip(room.step.chunks_exact(row)).take(rows) {
                let to = &mut to[t * inputs..][..inputs];
                if add {
                    to.iter_mut().zip(from).for_each(|(to, value)| *to += *value);
                } else {
                    to.copy_from_slice(&from[..inputs]);
                }
            }
        }
    }
}

/// Copies so many values from one place to another; fewer, if there are fewer. A stream calls it, so it has no check that could fail.
#[cfg_attr(not(debug_assertions), inline(always))]
fn copy<T: Scalar>(to: &mut [T], start: usize, from: &[T], first: usize, count: usize) {
    for (to, value) in to.iter_mut().skip(start).take(count).zip(from.iter().skip(first)) {
        *to = *value;
    }
}

/// Room for the backward pass.
pub(crate) struct BackRoom<'a, T> {
    /// For each step and row `GATES` padded rows of units: the derivatives with respect to the gates' parts of x.
    pub(crate) input: &'a mut [T],
    /// As much for those of h, if they differ.
    pub(crate) hidden: &'a mut [T],
    /// Three padded rows of units for each row.
    pub(crate) later: &'a mut [T],
    /// The weights of h transposed: gates x units padded rows of units.
    pub(crate) transposed: &'a mut [T],
}

/// Room for dL/dx.
pub(crate) struct InputRoom<'a, T> {
    /// The weights of x transposed: gates x units padded rows of inputs.
    pub(crate) transposed: &'a mut [T],
    /// A padded row of inputs for each row.
    pub(crate) step: &'a mut [T],
}
