//! Layers of a user, written outside the crate and without `unsafe`: the contract carries what they need, be it an
//! inner layer, or classes as input. `recurrent.rs` has one with a state.

use core::ops::Mul;

use staticnn::activation::{Activation, Linear, Relu, Sin};
use staticnn::layer::{
    Before, Element, Features, Initial, InputGradient, Inputs, Layer, Matrix, Outputs, Pass, RowActivation, Rows,
    RowsMut, Seen, Series, Shape, Size, Stage, Tensor, Vector, Whole, Zeros, call, check, keeps_nothing,
};
use staticnn::layers::Dense;
use staticnn::shape::{U2, U3, U4};

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
    keeps_nothing!();
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

/// A table of vectors of `F` values, one per letter: the input is `N` letters, which have no derivative.
pub struct Embedding<N: Size, F: Size> {
    pub table: Matrix<f64, U3, F>,
    letters: core::marker::PhantomData<N>,
}

/// One of three letters.
#[derive(Clone, Copy, Debug)]
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
    keeps_nothing!();
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
fn a_network_with_a_layer_of_a_user_is_kept_as_bytes() {
    use staticnn::prelude::*;

    type Scale4 = Scale<U4>;
    network! { #[scalar(f64)] struct Scaled< 3 -> 4 -> Scale4 -> 1 >; }

    let mut net = Scaled::init(&mut ChaCha8Rng::seed_from_u64(1));
    net.layer2.gain[3] = -0.5;
    assert_eq!(Scaled::from_le_bytes(&net.to_le_bytes()).parameters(), net.parameters());
    assert_eq!(net.to_le_bytes()[8 * 19..8 * 20], (-0.5_f64).to_le_bytes());
}

#[test]
fn an_inner_layer_keeps_its_activation_to_itself() {
    check::<Residual<Dense<f64, U4, U4, Relu>>>(1).unwrap();
    check::<Residual<Dense<f64, U4, U4, Sin>>>(1).unwrap(); // the derivative is kept on the tape
    check::<Residual<Residual<Scale<U4>>>>(1).unwrap();
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
