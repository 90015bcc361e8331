//! What nobody should write, and numbers that nobody should have: nothing beyond the memory is touched, and what is said
//! of finite numbers holds for the others.

use core::fmt;

use staticnn::activation::{FromInput, Head, Linear, Sin, Start};
use staticnn::layers::outputs::{DeltaMut, OutputsMut, OutputsRef};
use staticnn::layers::{Dense, Outputs};
use staticnn::network::{DeltasOf, Pass, Portable, Processor, TapeOf};
use staticnn::prelude::*;
use staticnn::scalar::Scalar;
use staticnn::shape::{Size, U1, U2, U4, Zeros};

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

/// An activation of one's own that says there are more rows than there are, and of another width.
struct Overreaching;

impl Head for Overreaching {
    const START: Start = Start::Xavier;
    type Each = Linear;
    type Keeps = FromInput;
    type Product = Linear;

    fn forward_rows<S: Processor, T: Scalar, O: Size>(mut pass: Pass<S>, rows: OutputsMut<'_, T>) {
        pass.rows = 29;
        <Sin as Head>::forward_rows::<S, T, U4>(pass, rows);
    }
    fn backward_rows<S: Processor, T: Scalar, O: Size>(_: Pass<S>, _: OutputsRef<'_, T>, _: DeltaMut<'_, T>) {}
    fn describe(_: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

#[test]
#[should_panic(expected = "rows of another shape")]
fn an_activation_reaches_no_rows_beyond_its_stages() {
    let mut y = Outputs::<f32, U1, U2, FromInput>::ZEROS;
    Dense::<f32, U1, U1, Overreaching>::ZEROS.forward(Pass::new(Portable, 2), &[[1.0_f32], [2.0]][..], &mut y);
}

/// A network by hand, whose layers are what the test says.
macro_rules! by_hand {
    ($Net:ident, $zeros:expr, |$net:ident| $layers:expr, $layers_mut:expr) => {
        impl Network for $Net {
            type Scalar = f32;
            type Input = [f32; 1];
            type Output = [f32; 1];
            type Head = Linear;
            type Layers = ();
            type Block = U1;
            const ZEROS: Self = $zeros;

            fn layers(&self) -> impl AsRef<[&[f32]]> {
                let $net = self;
                $layers
            }
            fn layers_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
                let $net = self;
                $layers_mut
            }
            fn forward_block<S: Processor, R: Size, H: Head>(
                &self,
                _: Pass<S>,
                _: &[[f32; 1]],
                _: &mut TapeOf<Self, R>,
            ) {
            }
            fn backward_block<S: Processor, R: Size, D: Size, H: Head>(
                &self,
                _: Pass<S>,
                _: &[[f32; 1]],
                _: &TapeOf<Self, R>,
                _: &mut DeltasOf<Self, D>,
                _: &mut Self,
            ) {
            }
            fn backward_input<S: Processor, D: Size>(&self, _: Pass<S>, _: &DeltasOf<Self, D>, _: &mut [f32; 1]) {}
        }
    };
}

/// Two numbers, of which the second's layer comes first.
#[repr(C)]
struct Swapped([f32; 1], [f32; 1]);
by_hand!(Swapped, Self([0.0], [0.0]), |net| [&net.1[..], &net.0[..]], [&mut net.1[..], &mut net.0[..]]);

/// A number that isn't a layer's.
#[repr(C)]
struct Hidden([f32; 1], u32);
by_hand!(Hidden, Self([0.0], 7), |net| [&net.0[..]], [&mut net.0[..]]);

/// Nothing at all.
struct Empty;
by_hand!(Empty, Self, |_net| [&[] as &[f32]; 0], [] as [&mut [f32]; 0]);

#[test]
#[should_panic(expected = "a layer is out of place")]
fn layers_are_listed_in_their_order() {
    let _ = Swapped::ZEROS.parameters();
}

#[test]
#[should_panic(expected = "a layer is out of place")]
fn layers_are_listed_in_their_order_to_write_to() {
    let mut net = Swapped::ZEROS;
    net.parameters_mut().fill(1.0);
}

#[test]
#[should_panic(expected = "the layers aren't all that the network holds")]
fn what_isnt_a_layer_is_never_written_to() {
    let mut net = Hidden::ZEROS;
    assert_eq!(net.1, 7);
    net.parameters_mut().fill(1.0);
}

#[test]
#[should_panic(expected = "the layers aren't all that the network holds")]
fn a_network_of_nothing_has_no_parameters_to_point_at() {
    let _ = Empty::ZEROS.parameters();
}
