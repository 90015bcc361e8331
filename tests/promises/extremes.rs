//! What nobody should write, and numbers that nobody should have: nothing beyond the memory is touched, and what is said
//! of finite numbers holds for the others.

use staticnn::activation::{Activation, Linear, Sin, Start};
use staticnn::layer::{
    ActivationName, Features, InputGradient, Layer, Length, Outputs, Pass, RowActivation, Rows, RowsMut, Scalar, Seen,
    Size, Stage, Tensor, Zeros, call, keeps_nothing,
};
use staticnn::layers::Dense;
use staticnn::prelude::*;
use staticnn::shape::{U1, U2, U4};

network! {
    struct OneOutput< 1 -> 5 tanh -> 1 >;
    struct TwoOutputs< 1 -> 5 relu -> 6 sigmoid -> 2 >;
    struct FourOutputs< 1 -> 21 tanh -> 4 tanh -> 3 softmax >;
    #[scalar(f64)]
    struct Double< 1 -> 5 tanh -> 3 >;
}

/// Inputs of which the first is infinite or makes something infinite, and one of which nothing is.
fn assert_alike<N, T: Scalar, const O: usize>(extreme: T)
where
    N: Network<Scalar = T, Input = [T; 1], Output = [T; O]>,
{
    let mut net = N::ZEROS;
    net.parameters_mut().fill(T::from_f64(3.0));
    let inputs = [[extreme], [T::ONE], [extreme]];
    let mut outputs = [[T::ZERO; O]; 3];
    net.predict_batch(&inputs, &mut outputs).unwrap();
    for (input, output) in inputs.iter().zip(&outputs) {
        for (alone, among) in net.predict(input).iter().zip(output) {
            assert!(alone.is_finite(), "{alone:?}: tanh, sigmoid and softmax have limits");
            assert!((alone.to_f64() - among.to_f64()).abs() <= 1e-5 * alone.to_f64().abs(), "{alone:?}, {among:?}");
        }
    }
    assert_eq!(outputs[0], outputs[2]);
}

#[test]
fn what_is_infinite_goes_through_a_batch_as_through_a_prediction() {
    assert_alike::<OneOutput, f32, 1>(f32::INFINITY);
    assert_alike::<OneOutput, f32, 1>(f32::NEG_INFINITY);
    assert_alike::<TwoOutputs, f32, 2>(3e38);
    assert_alike::<FourOutputs, f32, 3>(f32::INFINITY);
    assert_alike::<Double, f64, 3>(f64::INFINITY);
}

#[test]
fn a_loss_of_finite_outputs_is_finite_whatever_the_inputs() {
    let mut net = OneOutput::zeros();
    net.parameters_mut().fill(3.0);
    let loss = net.loss(&Samples::from((&[[f32::INFINITY], [1.0]], &[[18.0], [18.0]])), &Mse);
    assert!(loss.is_finite(), "{loss}");
}

#[test]
fn losses_of_no_outputs_read_none() {
    fn sample<L: Loss<[f32; 0], Linear, Target = [f32; 0]>>(loss: &L) -> f32 {
        loss.sample(&[], &[], &mut [])
    }
    assert_eq!(sample(&KlDivergence), 0.0);
    // A mean of none.
    assert!(sample(&Mse).is_nan() && sample(&Mae).is_nan() && sample(&BinaryCrossEntropy).is_nan());
}

/// A custom activation that handles rows of another width than its layer's.
struct Overreaching;

impl RowActivation for Overreaching {
    type Each = Linear;
    type Fused = Linear;
    type Parameter<T: Scalar> = [T; 0];
    type Tape<T: Scalar, W: Length, R: Size> = <Sin as RowActivation>::Tape<T, U4, R>;
    const NAME: ActivationName = ActivationName { name: "overreaching", number: None };
    const START: Start = Start::Xavier;

    fn forward_rows<P: Pass, T: Scalar, W: Length>(
        pass: P,
        none: &[T; 0],
        y: RowsMut<'_, T>,
        tape: &mut Self::Tape<T, W, P::Rows>,
    ) {
        <Sin as RowActivation>::forward_rows::<P, T, U4>(pass.part(0..29), none, y, tape);
    }
    fn backward_rows<P: Pass, T: Scalar, W: Length>(
        _: P,
        _: &[T; 0],
        _: Rows<'_, T>,
        _: &Self::Tape<T, W, P::Rows>,
        _: RowsMut<'_, T>,
        _: &mut [T; 0],
    ) {
    }
    fn kept<'a, T: Scalar, W: Length, R: Size>(_: &'a Self::Tape<T, W, R>, y: Rows<'a, T>) -> Rows<'a, T> {
        y
    }
}

#[test]
#[should_panic(expected = "rows of another shape")]
fn an_activation_reaches_no_rows_beyond_its_stages() {
    type Layer1 = Dense<f32, U1, U1, Overreaching>;
    let (mut y, mut tape) = (Outputs::<Layer1, U2>::ZEROS, <Layer1 as Layer>::Tape::<U2>::ZEROS);
    let mut scratch = <Layer1 as Layer>::ForwardScratch::<U2>::ZEROS;
    Layer1::ZEROED.forward_rows(call::<U2>(2), Rows::new(&[1.0, 2.0], 1), y.rows_mut(), &mut tape, &mut scratch);
}

/// A layer whose parameters are what the test says.
macro_rules! layer {
    ($Layer:ident, $zeroed:expr, $parameters:literal, |$layer:ident| $tensors:expr, $tensors_mut:expr) => {
        impl Layer for $Layer {
            type Float = f32;
            type InputShape = Features<U1>;
            type OutputShape = Features<U1>;
            type Activation = Linear;
            keeps_nothing!();
            const ZEROED: Self = $zeroed;
            const STAGE: Stage = Stage {
                tensors: &[Tensor { name: "values", shape: &[$parameters], ..Tensor::PARAMETER }],
                ..Self::OUTLINE
            };

            fn tensors(&self) -> impl AsRef<[&[f32]]> {
                let $layer = self;
                $tensors
            }
            fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
                let $layer = self;
                $tensors_mut
            }
            fn forward_rows<P: Pass>(&self, _: P, _: Rows<'_, f32>, _: RowsMut<'_, f32>, (): &mut (), (): &mut ()) {}
            fn backward_rows<P: Pass, B: Activation>(
                &self,
                _: P,
                _: Seen<'_, Self, P>,
                _: RowsMut<'_, f32>,
                _: InputGradient<'_, Self, P, B>,
                _: &mut Self,
                (): &mut (),
            ) {
            }
        }
    };
}

/// Two numbers, of which the second is listed first.
#[repr(C)]
struct Swapped([f32; 1], [f32; 1]);
layer!(Swapped, Self([0.0], [0.0]), 2, |layer| [&layer.1[..], &layer.0[..]], [&mut layer.1[..], &mut layer.0[..]]);

/// A number that isn't a parameter.
#[repr(C)]
struct Hidden([f32; 1], u32);
layer!(Hidden, Self([0.0], 7), 2, |layer| [&layer.0[..]], [&mut layer.0[..]]);

/// Memory that isn't the layer's.
struct Elsewhere([f32; 1]);
layer!(Elsewhere, Self([0.0]), 1, |layer| [if layer.0.is_empty() { &[] } else { &[1.0][..] }], [&mut layer.0[..]]);

/// No parameters at all.
struct Nothing;
layer!(Nothing, Self, 0, |_layer| [&[] as &[f32]; 0], [] as [&mut [f32]; 0]);

#[test]
#[should_panic(expected = "a tensor is out of place")]
fn tensors_are_listed_in_their_order() {
    let _ = Swapped::ZEROED.values();
}

#[test]
#[should_panic(expected = "a tensor is out of place")]
fn tensors_are_listed_in_their_order_to_write_to() {
    let mut layer = Swapped::ZEROED;
    layer.values_mut().fill(1.0);
}

#[test]
#[should_panic(expected = "the tensors aren't all that the layer holds")]
fn what_isnt_a_tensor_is_never_written_to() {
    let mut layer = Hidden::ZEROED;
    assert_eq!(layer.1, 7);
    layer.values_mut().fill(1.0);
}

#[test]
#[should_panic(expected = "a tensor is out of place")]
fn a_tensor_is_part_of_its_layer() {
    let _ = Elsewhere::ZEROED.values();
}

#[test]
fn a_layer_may_have_no_parameters() {
    assert_eq!(Nothing::ZEROED.values(), [0.0_f32; 0]);
    assert_eq!(Nothing.values_mut(), [0.0_f32; 0]);
}
