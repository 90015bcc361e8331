//! Layers of a user, written outside the crate and without `unsafe`: the contract carries what they need, be it several weight
//! matrices, a state, steps of a series, an inner layer, or classes as input.

use core::ops::Mul;

use staticnn::activation::{Activation, Linear, Relu, Sin};
use staticnn::layer::{
    Before, Element, Features, Initial, InputGradient, Inputs, Layer, Matrix, Outputs, Pass, RowActivation, Rows,
    RowsMut, Seen, Series, Shape, Size, Stage, Steps, Tensor, Vector, Whole, Zeros, call, check,
};
use staticnn::layers::Dense;
use staticnn::shape::{U1, U2, U3, U4, U5};

/// y = g x: a learnt factor for each feature.
#[derive(Default)]
pub struct Scale<N: Size> {
    pub gain: Vector<f64, N>,
}

impl<N: Size> Layer for Scale<N> {
    type Float = f64;
    type InputShape = Features<N>;
    type OutputShape = Features<N>;
    type Activation = Linear;
    type Tape<R: Size> = ();
    type ForwardScratch<R: Size> = ();
    type BackwardScratch<R: Size> = ();
    type InputScratch<R: Size> = ();
    type State = ();
    type Stream = Steps;
    const ZEROED: Self = Self { gain: Zeros::ZEROS };
    const STAGE: Stage = Stage {
        kind: "scale",
        input: Features::<N>::DIMENSIONS,
        output: Features::<N>::DIMENSIONS,
        tensors: &[Tensor { name: "gain", shape: &[N::VALUE], initial: Initial::One, ..Tensor::PARAMETER }],
        ..Stage::EMPTY
    };
    fn tensors(&self) -> impl AsRef<[&[f64]]> {
        [&self.gain[..]]
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f64]]> {
        [&mut self.gain[..]]
    }
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f64>, (): &mut (), (): &mut ()) {
        for row in 0..pass.rows() {
            for ((y, x), g) in y.row_mut(row).iter_mut().zip(x.row(row)).zip(&self.gain) {
                *y = g * x;
            }
        }
    }
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, f64>,
        dx: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        (): &mut (),
    ) {
        gradient.zero_unless_adding(pass);
        for row in 0..pass.rows() {
            for ((g, d), x) in gradient.gain.iter_mut().zip(d.row(row)).zip(seen.x.row(row)) {
                *g += d * x;
            }
        }
        if let Some(dx) = dx {
            dx.each_row(pass.rows(), |row, dx| {
                for ((dx, d), g) in dx.iter_mut().zip(d.row(row)).zip(&self.gain) {
                    *dx += d * g;
                }
            });
        }
    }
}

/// y = x + f(x), for an inner layer f with as many outputs as inputs.
#[derive(Default)]
pub struct Residual<L>(pub L);

/// An inner layer's outputs with its tape; and the gradient with respect to them with its scratch.
type Inner<L, R, Rest> = (Outputs<L, R>, Rest);

impl<L> Layer for Residual<L>
where
    L: Layer<InputShape = <L as Layer>::OutputShape>,
    L::OutputShape: Shape<Element<L::Float> = L::Float>,
    L::Float: core::ops::Add<Output = L::Float>,
{
    type Float = L::Float;
    type InputShape = L::InputShape;
    type OutputShape = L::OutputShape;
    type Activation = Linear;
    type Tape<R: Size> = Inner<L, R, L::Tape<R>>;
    type ForwardScratch<R: Size> = L::ForwardScratch<R>;
    type BackwardScratch<R: Size> = Inner<L, R, L::BackwardScratch<R>>;
    type InputScratch<R: Size> = Inner<L, R, L::InputScratch<R>>;
    type State = L::State;
    type Stream = Whole;
    const ZEROED: Self = Self(L::ZEROED);
    const STAGE: Stage = Stage {
        kind: "residual",
        input: L::STAGE.input,
        output: L::STAGE.output,
        stages: &[&L::STAGE],
        ..Stage::EMPTY
    };
    fn tensors(&self) -> impl AsRef<[&[L::Float]]> {
        self.0.tensors()
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [L::Float]]> {
        self.0.tensors_mut()
    }
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, L::Float>,
        (inner, tape): &mut Self::Tape<P::Rows>,
        scratch: &mut Self::ForwardScratch<P::Rows>,
    ) {
        self.0.forward_rows(pass.inner(), x, inner.rows_mut(), tape, scratch);
        for row in 0..pass.rows() {
            for ((y, x), f) in y.row_mut(row).iter_mut().zip(x.row(row)).zip(inner.rows().row(row)) {
                *y = *x + *f;
            }
        }
    }
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, L::Float>,
        dx: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        (d_inner, scratch): &mut Self::BackwardScratch<P::Rows>,
    ) {
        let (y, tape) = seen.tape;
        // The branch: d through the inner layer's own activation.
        let kept = L::kept(tape, y.rows());
        Before::<_, _, <L::Activation as RowActivation>::Each>::new(d_inner.rows_mut(), kept, ())
            .each_row(pass.rows(), |row, branch| branch.copy_from_slice(d.row(row)));
        let seen = Seen { x: seen.x, y: y.rows(), tape };
        let Some(dx) = dx else {
            let no_dx = None::<Before<'_, _, _, Linear>>;
            return self.0.backward_rows(pass.inner(), seen, d_inner.rows_mut(), no_dx, &mut gradient.0, scratch);
        };
        // The shortcut: dL/dx is d, to which the inner layer adds its own.
        let (dx, (sum, inner)) = dx.split();
        for row in 0..pass.rows() {
            sum.rows_mut().row_mut(row).copy_from_slice(d.row(row));
        }
        let both = Some(Before::adding(sum.rows_mut(), inner));
        self.0.backward_rows(pass.inner(), seen, d_inner.rows_mut(), both, &mut gradient.0, scratch);
        dx.each_row(pass.rows(), |row, dx| {
            for (dx, sum) in dx.iter_mut().zip(sum.rows().row(row)) {
                *dx += *sum;
            }
        });
    }
}

/// PyTorch's GRU over `S` steps of `F` features with `H` units: three gates r, z and n.
pub struct Gru<S: Size, F: Size, H: Size> {
    weight: [Matrix<f64, F, H>; 3],
    recurrent: [Matrix<f64, H, H>; 3],
    bias: [Vector<f64, H>; 3],
    recurrent_bias: [Vector<f64, H>; 3],
    steps: core::marker::PhantomData<S>,
}

/// Per row the h that a window starts from, and the five parts of every step: at most 8 steps of 4 units.
pub struct GruTape<R: Size>(Vector<[[f64; 4]; 41], R>);

impl<R: Size> Zeros for GruTape<R> {
    const ZEROS: Self = Self(Zeros::ZEROS);
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

impl<S: Size, F: Size, H: Size> Gru<S, F, H> {
    /// One step, from x and h: the gates r, z, n, the recurrent part q of n, and the new h.
    fn cell(&self, x: &[f64], h: &[f64; 4]) -> [[f64; 4]; 5] {
        let input = |gate: usize, o: usize| {
            (0..F::VALUE).fold(self.bias[gate][o], |sum, i| sum + x[i] * self.weight[gate][i][o])
        };
        let carried = |gate: usize, o: usize| {
            (0..H::VALUE).fold(self.recurrent_bias[gate][o], |sum, i| sum + h[i] * self.recurrent[gate][i][o])
        };
        let mut cell = [[0.0; 4]; 5];
        for o in 0..H::VALUE {
            let (r, z, q) = (sigmoid(input(0, o) + carried(0, o)), sigmoid(input(1, o) + carried(1, o)), carried(2, o));
            let n = (input(2, o) + r * q).tanh();
            let values = [r, z, n, q, (1.0 - z) * n + z * h[o]];
            values.into_iter().enumerate().for_each(|(part, value)| cell[part][o] = value);
        }
        cell
    }
}

impl<S: Size + Mul<F> + Mul<H>, F: Size, H: Size> Layer for Gru<S, F, H>
where
    Series<S, F>: Shape<Frame = F, Element<f64> = f64>,
    Series<S, H>: Shape<Frame = H, Element<f64> = f64>,
{
    type Float = f64;
    type InputShape = Series<S, F>;
    type OutputShape = Series<S, H>;
    type Activation = Linear;
    type Tape<R: Size> = GruTape<R>;
    type ForwardScratch<R: Size> = ();
    type BackwardScratch<R: Size> = ();
    type InputScratch<R: Size> = ();
    type State = [f64; 4];
    type Stream = Steps;
    const ZEROED: Self = Self {
        weight: [Zeros::ZEROS; 3],
        recurrent: [Zeros::ZEROS; 3],
        bias: [Zeros::ZEROS; 3],
        recurrent_bias: [Zeros::ZEROS; 3],
        steps: core::marker::PhantomData,
    };
    const STAGE: Stage = Stage {
        kind: "gru",
        input: Series::<S, F>::DIMENSIONS,
        output: Series::<S, H>::DIMENSIONS,
        tensors: &[
            Tensor { name: "weight", shape: &[3, F::VALUE, H::VALUE], ..Tensor::PARAMETER },
            Tensor { name: "recurrent", shape: &[3, H::VALUE, H::VALUE], ..Tensor::PARAMETER },
            Tensor { name: "bias", shape: &[3, H::VALUE], ..Tensor::PARAMETER },
            Tensor { name: "recurrent_bias", shape: &[3, H::VALUE], ..Tensor::PARAMETER },
        ],
        multiply_adds: S::VALUE * 3 * H::VALUE * (F::VALUE + H::VALUE),
        ..Stage::EMPTY
    };
    fn tensors(&self) -> impl AsRef<[&[f64]]> {
        let matrices = self.weight.iter().flatten().map(|row| &row[..]);
        let recurrent = self.recurrent.iter().flatten().map(|row| &row[..]);
        let biases = self.bias.iter().chain(&self.recurrent_bias).map(|bias| &bias[..]);
        matrices.chain(recurrent).chain(biases).collect::<Vec<_>>()
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f64]]> {
        let matrices = self.weight.iter_mut().flatten().map(|row| &mut row[..]);
        let recurrent = self.recurrent.iter_mut().flatten().map(|row| &mut row[..]);
        let biases = self.bias.iter_mut().chain(&mut self.recurrent_bias).map(|bias| &mut bias[..]);
        matrices.chain(recurrent).chain(biases).collect::<Vec<_>>()
    }
    fn forward_rows<P: Pass>(
        &self,
        pass: P,
        x: Inputs<'_, Self>,
        mut y: RowsMut<'_, f64>,
        tape: &mut GruTape<P::Rows>,
        (): &mut (),
    ) {
        for t in 0..S::VALUE {
            // Every step's inputs are columns of the samples, read in place.
            let x = x.columns(t * F::VALUE..(t + 1) * F::VALUE);
            let mut y = y.columns_mut(t * H::VALUE..(t + 1) * H::VALUE);
            for row in 0..pass.rows() {
                let places = &mut tape.0[row];
                let h = if t == 0 { places[0] } else { places[5 * t] };
                let cell = self.cell(x.row(row), &h);
                places[5 * t + 1..][..5].copy_from_slice(&cell);
                y.row_mut(row).copy_from_slice(&cell[4][..H::VALUE]);
            }
        }
    }
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, f64>,
        dx: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        (): &mut (),
    ) {
        gradient.zero_unless_adding(pass);
        let mut dxs = vec![vec![0.0; S::VALUE * F::VALUE]; pass.rows()];
        for (row, dxs) in dxs.iter_mut().enumerate() {
            let mut from_later = [0.0; 4];
            for t in (0..S::VALUE).rev() {
                let places = &seen.tape.0[row];
                let [r, z, n, q] = [1, 2, 3, 4].map(|part| places[5 * t + part]);
                let h = if t == 0 { places[0] } else { places[5 * t] };
                let x = &seen.x.row(row)[t * F::VALUE..][..F::VALUE];
                let mut back = [0.0; 4];
                for o in 0..H::VALUE {
                    let g = d.row(row)[t * H::VALUE + o] + from_later[o];
                    let dn = g * (1.0 - z[o]) * (1.0 - n[o] * n[o]);
                    let dz = g * (h[o] - n[o]) * z[o] * (1.0 - z[o]);
                    let dr = dn * q[o] * r[o] * (1.0 - r[o]);
                    back[o] += g * z[o];
                    for (gate, (da, dv)) in [(dr, dr), (dz, dz), (dn, dn * r[o])].into_iter().enumerate() {
                        gradient.bias[gate][o] += da;
                        gradient.recurrent_bias[gate][o] += dv;
                        for i in 0..F::VALUE {
                            gradient.weight[gate][i][o] += x[i] * da;
                            dxs[t * F::VALUE + i] += self.weight[gate][i][o] * da;
                        }
                        for i in 0..H::VALUE {
                            gradient.recurrent[gate][i][o] += h[i] * dv;
                            back[i] += self.recurrent[gate][i][o] * dv;
                        }
                    }
                }
                from_later = back;
            }
        }
        if let Some(dx) = dx {
            dx.each_row(pass.rows(), |row, dx| dx.iter_mut().zip(&dxs[row]).for_each(|(dx, value)| *dx += value));
        }
    }
    fn step_rows<P: Pass>(&self, _: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f64>, h: &mut [f64; 4]) {
        let cell = self.cell(x.row(0), h);
        *h = cell[4];
        y.row_mut(0).copy_from_slice(&cell[4][..H::VALUE]);
    }
    fn carry<R: Size>(tape: &mut GruTape<R>) {
        for places in &mut tape.0 {
            places[0] = places[5 * S::VALUE];
        }
    }
}

/// A table of vectors of `F` values, one per letter: the input is `N` letters, which have no derivative.
pub struct Embedding<N: Size, F: Size> {
    pub table: Matrix<f64, U3, F>,
    letters: core::marker::PhantomData<N>,
}

/// One of three letters.
#[derive(Clone, Copy)]
pub struct Letter(pub u8);

impl Element for Letter {
    type Gradient = ();
}

/// `N` letters.
pub struct Letters<N>(core::marker::PhantomData<N>);

impl<N: Size> Shape for Letters<N> {
    type Len = N;
    type Frame = N;
    type Element<T: Element> = Letter;
    const DIMENSIONS: &'static [usize] = &[N::VALUE];
}

impl<N: Size + Mul<F>, F: Size> Layer for Embedding<N, F>
where
    Series<N, F>: Shape<Element<f64> = f64>,
{
    type Float = f64;
    type InputShape = Letters<N>;
    type OutputShape = Series<N, F>;
    type Activation = Linear;
    type Tape<R: Size> = ();
    type ForwardScratch<R: Size> = ();
    type BackwardScratch<R: Size> = ();
    type InputScratch<R: Size> = ();
    type State = ();
    type Stream = Steps;
    const ZEROED: Self = Self { table: Zeros::ZEROS, letters: core::marker::PhantomData };
    const STAGE: Stage = Stage {
        kind: "embedding",
        input: Letters::<N>::DIMENSIONS,
        output: Series::<N, F>::DIMENSIONS,
        tensors: &[Tensor { name: "table", shape: &[3, F::VALUE], ..Tensor::PARAMETER }],
        ..Stage::EMPTY
    };
    fn tensors(&self) -> impl AsRef<[&[f64]]> {
        self.table.iter().map(|row| &row[..]).collect::<Vec<_>>()
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f64]]> {
        self.table.iter_mut().map(|row| &mut row[..]).collect::<Vec<_>>()
    }
    fn forward_rows<P: Pass>(&self, pass: P, x: Inputs<'_, Self>, mut y: RowsMut<'_, f64>, (): &mut (), (): &mut ()) {
        for row in 0..pass.rows() {
            for (t, letter) in x.row(row).iter().enumerate() {
                y.row_mut(row)[t * F::VALUE..][..F::VALUE].copy_from_slice(&self.table[usize::from(letter.0)]);
            }
        }
    }
    fn backward_rows<P: Pass, B: Activation>(
        &self,
        pass: P,
        seen: Seen<'_, Self, P>,
        d: RowsMut<'_, f64>,
        _: InputGradient<'_, Self, P, B>,
        gradient: &mut Self,
        (): &mut (),
    ) {
        gradient.zero_unless_adding(pass);
        for row in 0..pass.rows() {
            for (t, letter) in seen.x.row(row).iter().enumerate() {
                let sum = &mut gradient.table[usize::from(letter.0)];
                sum.iter_mut().zip(&d.row(row)[t * F::VALUE..]).for_each(|(sum, d)| *sum += d);
            }
        }
    }
}

#[test]
fn a_layer_of_a_user_has_right_derivatives() {
    check::<Scale<U4>>(1).unwrap();
}

#[test]
fn an_inner_layer_keeps_its_activation_to_itself() {
    check::<Residual<Dense<f64, U4, U4, Relu>>>(1).unwrap();
    check::<Residual<Dense<f64, U4, U4, Sin>>>(1).unwrap(); // the derivative is kept on the tape
    check::<Residual<Residual<Scale<U4>>>>(1).unwrap();
}

#[test]
fn a_layer_may_have_several_weight_matrices_and_a_state() {
    check::<Gru<U5, U2, U3>>(1).unwrap();
}

#[test]
fn steps_of_a_stream_equal_windows_that_are_carried_on() {
    let mut gru = Gru::<U5, U2, U3>::ZEROED;
    gru.values_mut().iter_mut().enumerate().for_each(|(index, value)| *value = (index as f64 * 0.7).sin());
    let x: Vec<f64> = (0..20).map(|index| (f64::from(index) * 1.3).cos()).collect();
    let (mut tape, mut h) = (GruTape::<U2>::ZEROS, [0.0; 4]);
    for window in x.chunks(10) {
        let mut y = Outputs::<Gru<U5, U2, U3>, U2>::ZEROS;
        gru.forward_rows(call::<U2>(1), Rows::new(window, 10), y.rows_mut(), &mut tape, &mut ());
        Gru::<U5, U2, U3>::carry(&mut tape);
        for (t, x) in window.chunks(2).enumerate() {
            let mut step = [0.0; 3];
            gru.step_rows(call::<U1>(1), Rows::new(x, 2), RowsMut::new(&mut step, 3), &mut h);
            assert_eq!(step, y.rows().row(0)[3 * t..][..3]);
        }
    }
}

#[test]
fn an_input_may_consist_of_classes() {
    let mut layer = Embedding::<U4, U2>::ZEROED;
    layer.values_mut().copy_from_slice(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let x = [2, 0, 2, 1, 1, 1, 1, 1].map(Letter);
    let (mut y, mut d) = (Outputs::<Embedding<U4, U2>, U2>::ZEROS, Outputs::<Embedding<U4, U2>, U2>::ZEROS);
    layer.forward_rows(call::<U2>(2), Rows::new(&x, 4), y.rows_mut(), &mut (), &mut ());
    assert_eq!(y.rows().row(0), [5.0, 6.0, 1.0, 2.0, 5.0, 6.0, 3.0, 4.0]);
    assert_eq!(y.rows().row(1), [3.0, 4.0, 3.0, 4.0, 3.0, 4.0, 3.0, 4.0]);

    d.rows_mut().row_mut(0).fill(1.0);
    let mut gradient = Embedding::ZEROED;
    let (pass, seen) = (call::<U2>(1), Seen { x: Rows::new(&x, 4), y: y.rows(), tape: &() });
    layer.backward_rows(pass, seen, d.rows_mut(), None::<Before<'_, f64, &mut (), Linear>>, &mut gradient, &mut ());
    assert_eq!(gradient.values(), [1.0, 1.0, 1.0, 1.0, 2.0, 2.0]);
}
