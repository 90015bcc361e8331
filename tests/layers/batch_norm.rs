//! Batch normalization by statistics that the layer holds, and their way into the weights before.

use staticnn::activation::{Gelu, Prelu, Relu, Tanh};
use staticnn::layer::{Layer, Mismatch, Real, Scalar, check};
use staticnn::layers::BatchNorm;
use staticnn::network::fold::Error;
use staticnn::prelude::*;
use staticnn::shape::{Features, Image, Series, U2, U3, U5, U7, U17};
use std::slice;

use crate::by_hand::{Computed, compute, hold_in_blocks_and_positions, hold_to_pytorch, numbers};

#[test]
fn it_computes_what_pytorch_does() {
    hold_to_pytorch::<BatchNorm<f64, Features<U7>>>("batch_norm", "vector");
    hold_to_pytorch::<BatchNorm<f64, Series<U5, U3>>>("batch_norm", "series");
    hold_to_pytorch::<BatchNorm<f64, Image<U5, U2, U3>>>("batch_norm", "image");
    hold_to_pytorch::<BatchNorm<f32, Series<U5, U3>>>("batch_norm", "series");
    hold_to_pytorch::<BatchNorm<f32, Image<U5, U2, U3>>>("batch_norm", "image");
}

#[test]
fn the_derivative_of_the_input_is_a_slope_and_those_of_the_constants_are_zero() -> Result<(), Mismatch> {
    check::<BatchNorm<f64, Features<U17>, Tanh>>(1)?;
    check::<BatchNorm<f64, Features<U5>, Prelu>>(2)?;
    check::<BatchNorm<f64, Series<U7, U3>, Gelu>>(3)?;
    check::<BatchNorm<f64, Image<U17, U2, U3>, Relu>>(4)
}

#[test]
fn blocks_and_positions_are_apart() {
    hold_in_blocks_and_positions::<BatchNorm<f64, Series<U7, U17>>>();
    hold_in_blocks_and_positions::<BatchNorm<f32, Image<U3, U2, U5>>>();
}

#[test]
fn constants_have_pytorchs_names_and_start_as_the_identity_but_for_epsilon() {
    type Norm = BatchNorm<f32, Features<U7>>;
    let names: Vec<_> = Norm::STAGE.tensors.iter().map(|tensor| (tensor.name, tensor.pytorch.name)).collect();
    let expected = [("gain", "weight"), ("bias", "bias"), ("mean", "running_mean"), ("variance", "running_var")];
    assert_eq!(names, expected);
    assert!(Norm::STAGE.tensors.iter().all(|tensor| !tensor.trained && !tensor.decays));
    let net = Nested::init(&mut ChaCha8Rng::seed_from_u64(1));
    let norm = &net.layer1.norm;
    assert_eq!((norm.gain[0], norm.bias[0], norm.mean[0], norm.variance[0]), (1.0, 0.0, 0.0, 1.0));
}

network! {
    #[scalar(f64)]
    #[derive(Clone, PartialEq)]
    struct Inner< 3 -> 5 -> norm: batch_norm tanh -> 4 >;
    #[scalar(f64)]
    #[derive(Clone, PartialEq)]
    struct Nested< 3 -> Inner -> batch_norm(1e-3) -> 2 >;
    #[derive(Clone, PartialEq)]
    struct Bare< 3 -> 5 no_bias -> batch_norm -> 2 relu -> batch_norm >;
}

/// Sets all parameters; variances are above 0.
fn filled<N: Network>(seed: f64) -> N {
    let mut net = N::ZEROS;
    for (p, value) in net.parameters_mut().iter_mut().zip(numbers(N::PARAMETERS, seed)) {
        *p = Real::from_f64(value.abs() + 0.1);
    }
    net
}

#[test]
fn a_folded_network_computes_the_same() {
    let net: Nested = filled(0.4);
    let (mut folded, x) = (net.clone(), [0.3, -0.7, 1.1]);
    folded.fold_batch_norm().unwrap();
    assert!(folded.layer1.layer1 != net.layer1.layer1 && folded.layer1.layer3 != net.layer1.layer3);
    assert!(folded.layer3 == net.layer3);
    for (folded, y) in folded.predict(&x).iter().zip(net.predict(&x)) {
        assert!((folded - y).abs() <= 1e-13 * y.abs(), "{folded}, but {y} is expected");
    }
    // By hand: W' = W g / sqrt(v + epsilon).
    let (norm, factor) = (&net.layer2, net.layer2.gain[1] / (net.layer2.variance[1] + 1e-3).sqrt());
    assert!((folded.layer1.layer3.weight[2][1] - net.layer1.layer3.weight[2][1] * factor).abs() <= 1e-15);
    let bias = (net.layer1.layer3.bias[1] - norm.mean[1]) * factor + norm.bias[1];
    assert!((folded.layer1.layer3.bias[1] - bias).abs() <= 1e-14);
    // What is folded is folded.
    let once = folded.clone();
    folded.fold_batch_norm().unwrap();
    assert!(folded == once);
}

#[test]
fn what_is_left_of_a_folded_norm_is_the_identity_to_the_last_bit() {
    fn hold<T: Scalar, const EPSILON: u64>(values: &[T])
    where
        BatchNorm<T, Series<U5, U3>, staticnn::activation::Linear, EPSILON>:
            Layer<Float = T, InputShape = Series<U5, U3>>,
    {
        let epsilon = T::from_f64(f64::from_bits(EPSILON));
        let mut layer = BatchNorm::<T, Series<U5, U3>, staticnn::activation::Linear, EPSILON>::ZEROED;
        layer.gain.fill((T::ONE + epsilon).sqrt());
        layer.bias.fill(-T::ZERO);
        layer.variance.fill(T::ONE);
        let x: Vec<f64> = values.iter().cycle().take(30).map(|x| x.to_f64()).collect();
        let Computed { y, dx, .. } = compute(&layer, &x, &x, slice::from_ref(&(0..2)));
        for (index, x) in x.iter().enumerate() {
            assert_eq!(y[index].to_bits(), x.to_bits(), "epsilon {epsilon}");
            assert_eq!(dx[index].to_bits(), x.to_bits(), "epsilon {epsilon}");
        }
    }
    fn all<const EPSILON: u64>() {
        hold::<f32, EPSILON>(&[0.0, -0.0, 1.0, -3.3, 1e-45, -1e-39, f32::MAX, f32::INFINITY, f32::MIN_POSITIVE]);
        hold::<f64, EPSILON>(&[0.0, -0.0, 1.0, -3.3, 5e-324, -1e-310, f64::MAX, f64::INFINITY, f64::MIN_POSITIVE]);
    }
    all::<{ f64::to_bits(1e-5) }>();
    all::<{ f64::to_bits(1e-3) }>();
    all::<{ f64::to_bits(1e-12) }>();
    all::<{ f64::to_bits(0.3) }>();
    // And these are the numbers that folding leaves.
    let mut net: Inner = filled(0.8);
    net.fold_batch_norm().unwrap();
    let norm = &net.norm;
    assert_eq!([norm.gain[4], norm.mean[4], norm.variance[4]], [(1.0 + 1e-5_f64).sqrt(), 0.0, 1.0]);
    assert_eq!(norm.bias[4].to_bits(), (-0.0_f64).to_bits());
}

#[test]
fn another_stage_before_a_norm_is_named_and_nothing_is_changed() {
    let (mut net, before): (Bare, Bare) = (filled(0.1), filled(0.1));
    let Error::Bias { stage, before: dense } = net.fold_batch_norm().unwrap_err() else { panic!() };
    assert_eq!((stage.to_string(), dense.to_string(), dense.kind()), ("layer2".into(), "layer1".into(), "dense"));
    assert!(net == before);

    let mut net: Nested = filled(0.2);
    net.layer1.norm.variance[3] = -1.0;
    let unchanged = net.clone();
    let Error::Fold { stage, before } = net.fold_batch_norm().unwrap_err() else { panic!() };
    assert_eq!((stage.to_string(), before.to_string()), ("layer1.norm".into(), "layer1.layer1".into()));
    assert!(net == unchanged);
}
