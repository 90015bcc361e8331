//! The passes of one sample.

use core::slice;

use crate::activation::is_linear;
use crate::blocks::planes;
use crate::flat::{self, Elements};
use crate::gradient::Gradient;
use crate::kernels::compiled::Processor;
use crate::kernels::rowwise;
use crate::layer::contract::{Layer, Outputs, Seen};
use crate::layer::input_gradient::Before;
use crate::layer::model::Model;
use crate::layer::row_activation::RowActivation;
use crate::loss::Loss;
use crate::number::Number;
use crate::pass::{Pass, Prediction, Taped, Training};
use crate::rows::{Rows, RowsMut};
use crate::shape::{Length, Shape, U1, Zeros};
use crate::tape::Tape;

/// The call of a pass over one sample with a tape: of a training if the tape has a seed and the network draws. Only of such a network
/// the passes are compiled twice.
macro_rules! taped {
    ($N:ident, $isa:ident: $S:ident, $noise:expr, $LOGITS:expr, |$pass:ident| $body:expr) => {
        if const { $N::STAGE.is_random() }
            && let Some(noise) = $noise
        {
            let $pass = Training::<$S, U1, { $LOGITS }>::new($isa, 1).drawing(noise);
            $body
        } else {
            let $pass = Taped::<$S, { $LOGITS }>::new($isa, 1);
            $body
        }
    };
}

/// [`Network::predict`](crate::Network::predict)
#[inline(always)]
pub(crate) fn predict<S: Processor, N: Model>(isa: S, network: &N, input: &N::Input) -> N::Output {
    let mut tape = N::Tape::<U1>::ZEROS;
    let mut scratch = N::ForwardScratch::<U1>::ZEROS;
    let mut y = Outputs::<N, U1>::ZEROS;
    let pass = Prediction::<S, U1, false>::new(isa, 1);
    let mut room = None;
    let x = N::rows(slice::from_ref(planes::input::<S, N>(isa, input, &mut room)));
    network.forward_rows(pass, x, y.rows_mut(), &mut tape, &mut scratch);
    planes::output::<S, N>(isa, y.rows().row(0))
}

/// [`Network::forward`](crate::Network::forward)
#[inline(always)]
pub(crate) fn forward<S: Processor, N: Model>(isa: S, network: &N, input: &N::Input, tape: &mut Tape<N>) -> N::Output {
    let Tape { input: x, y, stages, noise } = tape;
    *x = *planes::input::<S, N>(isa, input, &mut None);
    if const { N::STAGE.is_random() }
        && let Some(noise) = noise
    {
        noise.step = noise.step.wrapping_add(1);
    }
    let (x, mut scratch) = (N::rows(slice::from_ref(x)), N::ForwardScratch::<U1>::ZEROS);
    taped!(N, isa: S, *noise, false, |pass| network.forward_rows(pass, x, y.rows_mut(), stages, &mut scratch));
    planes::output::<S, N>(isa, y.rows().row(0))
}

/// [`Network::backward`](crate::Network::backward)
#[inline(always)]
pub(crate) fn backward<S: Processor, N: Model>(
    isa: S,
    network: &N,
    tape: &Tape<N>,
    output_gradient: &N::Output,
    gradient: &mut Gradient<N>,
) -> <N::Input as Elements>::Gradient {
    let mut d = Outputs::<N, U1>::ZEROS;
    d.rows_mut().row_mut(0).copy_from_slice(flat::scalars(output_gradient));
    planes::inward::<S, N, U1>(isa, &mut d, 1);
    let mut input_gradient = <N::Input as Elements>::Gradient::ZEROS;
    let (y, d) = (tape.y.rows(), d.rows_mut());
    let dx = flat::gradient_mut::<N::Float, N::Input>(&mut input_gradient);
    backward_from::<S, N, false>(isa, network, tape, y, d, gradient, dx);
    planes::input_gradient::<S, N>(isa, &mut input_gradient);
    input_gradient
}

/// The backward pass from the gradient of the loss with respect to y: the output or, with `LOGITS`, the logits.
#[inline(always)]
fn backward_from<S: Processor, N: Model, const LOGITS: bool>(
    isa: S,
    network: &N,
    tape: &Tape<N>,
    y: Rows<'_, N::Float>,
    mut d: RowsMut<'_, N::Float>,
    gradient: &mut Gradient<N>,
    input_gradient: Option<&mut [N::Float]>,
) {
    let mut scratch = N::BackwardScratch::<U1>::ZEROS;
    let mut input_scratch = N::InputScratch::<U1>::ZEROS;
    let dx = input_gradient.map(|dx| Before::plain(RowsMut::new(dx, N::Input::COUNT), &mut input_scratch));
    taped!(N, isa: S, tape.noise, LOGITS, |pass| {
        let pass = pass.adding(true);
        let seen = Seen { x: N::rows(slice::from_ref(&tape.input)), y, tape: &tape.stages };
        through_activation::<_, N>(pass, &seen, d.reborrow());
        network.backward_rows(pass, seen, d, dx, &mut gradient.network, &mut scratch);
    });
}

/// [`Network::backward_loss`](crate::Network::backward_loss)
#[inline(always)]
pub(crate) fn backward_loss<S: Processor, N: Model, H, L: Loss<N::Output, H>, const LOGITS: bool>(
    isa: S,
    network: &N,
    tape: &mut Tape<N>,
    loss: &L,
    target: &L::Target,
    gradient: &mut Gradient<N>,
) -> N::Float {
    let mut z = Outputs::<N, U1>::ZEROS;
    let mut d = Outputs::<N, U1>::ZEROS;
    let (target, share) = (slice::from_ref(target), N::Float::ONE);
    if const { !LOGITS || N::Activation::IS_LINEAR } {
        let value = planes::judged::<S, N, U1, _>(
            isa,
            1,
            [&mut tape.y, &mut d],
            #[inline(always)]
            |y, d| loss.rows(isa, y.rows(), target, d.rows_mut(), share),
        );
        backward_from::<S, N, false>(isa, network, tape, tape.y.rows(), d.rows_mut(), gradient, None);
        return value;
    }
    // The tape has y = f(z), from which z can't be told to all digits. The stages before the last compute what they have
    // computed already.
    let mut scratch = N::ForwardScratch::<U1>::ZEROS;
    let x = N::rows(slice::from_ref(&tape.input));
    taped!(N, isa: S, tape.noise, true, |pass| {
        network.forward_rows(pass, x, z.rows_mut(), &mut tape.stages, &mut scratch);
    });
    let value = planes::judged::<S, N, U1, _>(
        isa,
        1,
        [&mut z, &mut d],
        #[inline(always)]
        |y, d| loss.rows(isa, y.rows(), target, d.rows_mut(), share),
    );
    backward_from::<S, N, true>(isa, network, tape, z.rows(), d.rows_mut(), gradient, None);
    value
}

/// From dL/dy to what a layer's backward pass starts from: multiplied by the derivative of its elementwise activation.
#[inline(always)]
pub(super) fn through_activation<P: Pass, N: Model>(pass: P, seen: &Seen<'_, N, P>, d: RowsMut<'_, N::Float>) {
    type Each<N> = <<N as Layer>::Activation as RowActivation>::Each;
    if const { !P::LOGITS && !is_linear::<Each<N>>() } {
        let sizes = [pass.rows(), <N::OutputShape as Shape>::Len::VALUE];
        let kept = N::kept(seen.tape, seen.y);
        rowwise::multiply_by_derivative::<_, N::Float, Each<N>>(pass.isa(), sizes, kept, d);
    }
}
