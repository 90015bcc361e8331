//! A user's recurrent layer, written outside the crate: several weight matrices, a state, and steps of a series.

use core::ops::Mul;

use staticnn::activation::{Activation, Linear};
use staticnn::layer::{
    InputGradient, Inputs, Layer, Matrix, Outputs, Pass, Rows, RowsMut, Seen, Series, Shape, Size, Stage, Steps,
    Tensor, Vector, Zeros, call, check,
};
use staticnn::shape::{U1, U2, U3, U5};

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
    fn carry<R: Size>(tape: &mut GruTape<R>, continues: bool) {
        for places in &mut tape.0 {
            places[0] = if continues { places[5 * S::VALUE] } else { [0.0; 4] };
        }
    }
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
        Gru::<U5, U2, U3>::carry(&mut tape, true);
        for (t, x) in window.chunks(2).enumerate() {
            let mut step = [0.0; 3];
            gru.step_rows(call::<U1>(1), Rows::new(x, 2), RowsMut::new(&mut step, 3), &mut h);
            assert_eq!(step, y.rows().row(0)[3 * t..][..3]);
        }
    }
}
