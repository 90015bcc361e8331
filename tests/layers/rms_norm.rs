//! Normalization by the root of the mean square.

use staticnn::activation::{Gelu, Linear, Prelu, Relu};
use staticnn::layer::{Initial, Layer, check};
use staticnn::layers::RmsNorm;
use staticnn::shape::{Features, Image, Series, U2, U3, U5, U7, U17};

use crate::by_hand::{hold_in_blocks_and_positions, hold_to_pytorch};

const EPSILON: u64 = f64::to_bits(1e-3);

#[test]
fn it_computes_what_pytorch_does() {
    hold_to_pytorch::<RmsNorm<f64, Features<U7>, Linear, EPSILON>>("rms_norm", "vector");
    hold_to_pytorch::<RmsNorm<f64, Series<U5, U3>, Linear, EPSILON>>("rms_norm", "series");
    hold_to_pytorch::<RmsNorm<f64, Image<U5, U2, U3>, Linear, EPSILON>>("rms_norm", "image");
    hold_to_pytorch::<RmsNorm<f32, Features<U7>, Linear, EPSILON>>("rms_norm", "vector");
    hold_to_pytorch::<RmsNorm<f32, Image<U5, U2, U3>, Linear, EPSILON>>("rms_norm", "image");
}

#[test]
fn derivatives_are_slopes_in_every_shape() {
    check::<RmsNorm<f64, Features<U17>, Relu>>(1).unwrap();
    check::<RmsNorm<f64, Features<U5>, Prelu>>(2).unwrap();
    check::<RmsNorm<f64, Series<U7, U3>, Gelu>>(3).unwrap();
    check::<RmsNorm<f64, Image<U17, U2, U3>>>(4).unwrap();
}

#[test]
fn blocks_and_positions_are_apart() {
    hold_in_blocks_and_positions::<RmsNorm<f64, Series<U7, U17>>>();
    hold_in_blocks_and_positions::<RmsNorm<f32, Image<U3, U2, U5>>>();
}

#[test]
fn it_has_a_gain_and_no_bias() {
    type Norm = RmsNorm<f32, Features<U7>>;
    let [gain] = Norm::STAGE.tensors else { panic!() };
    assert_eq!((gain.name, gain.pytorch.name, gain.initial, gain.decays), ("gain", "weight", Initial::One, false));
    assert_eq!(Norm::STAGE.attributes[0].value, 1e-5);
    assert_eq!(format!("{:?}", Norm::ZEROED), "RmsNorm 7 -> 7, 7 parameters");
    assert!(format!("{:#?}", Norm::ZEROED).contains("epsilon: 1e-5"));
}
