//! Layer normalization: against PyTorch's numbers, against a slow twin, and against differences.

use serde_json::Value;
use staticnn::activation::{Gelu, Linear, Prelu, Relu, Softmax, Tanh};
use staticnn::layer::{Before, Block, Inputs, Layer, Outputs, Rows, RowsMut, Scalar, Seen, Zeros, call, check};
use staticnn::layers::LayerNorm;
use staticnn::prelude::*;
use staticnn::shape::{Features, Image, Series, Size, U1, U2, U3, U4, U5, U7, U17, U33, U64, U100};

use crate::by_hand::{close, hold_in_blocks_and_positions, hold_to_pytorch, numbers};

/// y, dL/dx, dL/dg and dL/db of one sample, by the formulas, where L is the sum of c y.
fn twin(x: &[f64], g: &[f64], b: &[f64], c: &[f64], epsilon: f64) -> [Vec<f64>; 4] {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let r = 1.0 / (variance + epsilon).sqrt();
    let h: Vec<f64> = x.iter().map(|x| (x - mean) * r).collect();
    let e: Vec<f64> = c.iter().zip(g).map(|(c, g)| c * g).collect();
    let (mean_e, mean_eh) = (e.iter().sum::<f64>() / n, e.iter().zip(&h).map(|(e, h)| e * h).sum::<f64>() / n);
    let y = h.iter().zip(g).zip(b).map(|((h, g), b)| h * g + b).collect();
    let dx = e.iter().zip(&h).map(|(e, h)| r * (e - mean_e - h * mean_eh)).collect();
    let dg = c.iter().zip(&h).map(|(c, h)| c * h).collect();
    [y, dx, dg, c.to_vec()]
}

#[test]
fn every_width_computes_what_the_formulas_say() {
    fn width<N: Size>() {
        type Norm<N> = LayerNorm<f64, Features<N>, Linear, { f64::to_bits(1e-3) }>;
        let (n, mut layer) = (N::VALUE, Norm::<N>::ZEROED);
        let (x, c) = (numbers(2 * n, 0.2), numbers(2 * n, 0.9));
        layer.gain[..].copy_from_slice(&numbers(n, 0.5));
        layer.bias[..].copy_from_slice(&numbers(n, 0.7));
        let (mut y, mut d) = (Outputs::<Norm<N>, U2>::ZEROS, Outputs::<Norm<N>, U2>::ZEROS);
        let (mut tape, mut dx, mut gradient) = (Zeros::ZEROS, vec![0.0; 2 * n], Norm::<N>::ZEROED);
        layer.forward_rows(call::<U2>(2), Rows::new(&x, n), y.rows_mut(), &mut tape, &mut ());
        for row in 0..2 {
            d.rows_mut().row_mut(row).copy_from_slice(&c[row * n..][..n]);
        }
        let mut none = ();
        let before = Before::plain(RowsMut::new(&mut dx, n), &mut none);
        let seen = Seen { x: Rows::new(&x, n), y: y.rows(), tape: &tape };
        layer.backward_rows(call::<U2>(2), seen, d.rows_mut(), Some(before), &mut gradient, &mut ());

        let mut sums = [vec![0.0; n], vec![0.0; n]];
        for row in 0..2 {
            let part = row * n..(row + 1) * n;
            let [expected_y, expected_dx, dg, db] =
                twin(&x[part.clone()], &layer.gain, &layer.bias, &c[part.clone()], 1e-3);
            close(y.rows().row(row), &expected_y, 1e-13, &format!("{n} wide: y"));
            close(&dx[part], &expected_dx, 1e-12, &format!("{n} wide: dx"));
            for (sum, part) in sums.iter_mut().zip([dg, db]) {
                sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
            }
        }
        close(&gradient.gain, &sums[0], 1e-12, &format!("{n} wide: dg"));
        close(&gradient.bias, &sums[1], 1e-12, &format!("{n} wide: db"));
    }
    width::<U1>();
    width::<U2>();
    width::<U5>();
    width::<U17>();
    width::<U33>();
    width::<U64>();
    width::<U100>();
}

#[test]
fn derivatives_are_slopes_with_every_kind_of_activation() {
    check::<LayerNorm<f64, Features<U5>>>(1).unwrap();
    check::<LayerNorm<f64, Features<U17>, Relu>>(1).unwrap();
    check::<LayerNorm<f64, Features<U17>, Tanh>>(1).unwrap();
    check::<LayerNorm<f64, Features<U17>, Gelu>>(1).unwrap();
    check::<LayerNorm<f64, Features<U4>, Prelu>>(1).unwrap();
    check::<LayerNorm<f64, Features<U4>, Softmax>>(1).unwrap();
    check::<LayerNorm<f32, Features<U17>, Tanh>>(1).unwrap();
    check::<LayerNorm<f64, Series<U7, U3>, Relu>>(6).unwrap();
    check::<LayerNorm<f64, Image<U17, U2, U3>>>(7).unwrap();
}

#[test]
fn images_and_series_are_normalized_position_by_position_as_pytorch_does() {
    hold_to_pytorch::<LayerNorm<f64, Features<U7>>>("layer_norm", "vector");
    hold_to_pytorch::<LayerNorm<f64, Series<U5, U3>>>("layer_norm", "series");
    hold_to_pytorch::<LayerNorm<f64, Image<U5, U2, U3>>>("layer_norm", "image");
    hold_to_pytorch::<LayerNorm<f32, Series<U5, U3>>>("layer_norm", "series");
    hold_to_pytorch::<LayerNorm<f32, Image<U5, U2, U3>>>("layer_norm", "image");
}

#[test]
fn blocks_and_positions_are_apart() {
    hold_in_blocks_and_positions::<LayerNorm<f64, Series<U7, U17>>>();
    hold_in_blocks_and_positions::<LayerNorm<f32, Image<U3, U2, U5>>>();
}

network! {
    struct Narrow< 8 -> 64 -> layer_norm relu -> 1 >;
    struct Loose< 8 -> 64 -> norm: layer_norm(1e-3) relu -> 1 >;
    #[scalar(f64)]
    struct NarrowDouble< 8 -> 64 -> layer_norm relu -> 1 >;
    #[scalar(f64)]
    struct LooseDouble< 8 -> 64 -> layer_norm(1e-3) relu -> 1 >;
}

/// PyTorch's numbers for `Sequential(Linear(8, 64), LayerNorm(64, eps), ReLU(), Linear(64, 1))` in float64.
#[test]
fn a_network_computes_what_pytorch_does() {
    let text = include_str!("../golden/layer_norm.json");
    let cases: Value = serde_json::from_str(text).unwrap();
    fn hold<N, T: Scalar>(case: &Value, tolerance: f64, name: &str)
    where
        N: Network<Scalar = T, Input = [T; 8], Output = [T; 1]>,
        Mse: Loss<[T; 1], N::Head, Target = [T; 1]>,
    {
        let list = |name: &str| -> Vec<f64> {
            case[name].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
        };
        let mut net = N::ZEROS;
        net.parameters_mut().iter_mut().zip(list("parameters")).for_each(|(p, value)| *p = T::from_f64(value));
        let (x, t) = (list("x"), list("t"));
        let x: Vec<[T; 8]> = x.chunks(8).map(|row| std::array::from_fn(|i| T::from_f64(row[i]))).collect();
        let t: Vec<[T; 1]> = t.iter().map(|t| [T::from_f64(*t)]).collect();
        let mut gradient = Gradient::<N>::new();
        let loss = net.gradient(&Samples::new(&x, &t).unwrap(), &Mse, &mut gradient);
        let y: Vec<f64> = x.iter().map(|x| net.predict(x)[0].to_f64()).collect();
        let gradient: Vec<f64> = gradient.parameters().iter().map(|g| g.to_f64()).collect();
        close(&y, &list("y"), tolerance, &format!("{name}: y"));
        close(&[loss.to_f64()], &list("loss"), tolerance, &format!("{name}: loss"));
        close(&gradient, &list("gradient"), tolerance, &format!("{name}: derivative"));
    }
    hold::<Narrow, f32>(&cases["1e-05"], 1e-6, "f32");
    hold::<Loose, f32>(&cases["0.001"], 1e-6, "f32, epsilon 1e-3");
    hold::<NarrowDouble, f64>(&cases["1e-05"], 1e-13, "f64");
    hold::<LooseDouble, f64>(&cases["0.001"], 1e-13, "f64, epsilon 1e-3");
}

#[test]
fn the_gain_starts_from_one_and_nothing_of_the_norm_decays() {
    let mut net = Loose::init(&mut ChaCha8Rng::seed_from_u64(1));
    assert_eq!((net.norm.gain[..] == [1.0; 64], net.norm.bias[..] == [0.0; 64]), (true, true));
    WeightDecay::new(0.5, Sgd::new(1.0)).weights_only().step(&mut net, &Gradient::new());
    assert_eq!(net.norm.gain[..], [1.0; 64]);
    assert_eq!(Loose::STAGE.stages[1].attributes[0].value, 1e-3);
    assert_eq!(Narrow::STAGE.stages[1].attributes[0].value, 1e-5);
    assert_eq!(Narrow::PARAMETERS, 8 * 64 + 64 + 64 + 64 + 64 + 1);
}

#[test]
fn a_constant_row_is_the_bias_and_a_large_mean_costs_no_digits() {
    let mut layer = LayerNorm::<f32, Features<U5>>::ZEROED;
    layer.gain.fill(2.0);
    layer.bias.fill(-1.0);
    let (mut y, mut tape) = (Block::<f32, U5, U2>::ZEROS, Zeros::ZEROS);
    let x: Inputs<'_, LayerNorm<f32, Features<U5>>> =
        Rows::new(&[3.0, 3.0, 3.0, 3.0, 3.0, 4096.0, 4097.0, 4098.0, 4099.0, 4100.0], 5);
    layer.forward_rows(call::<U2>(2), x, y.rows_mut(), &mut tape, &mut ());
    assert_eq!(y.rows().row(0), [-1.0; 5]);
    let [expected, ..] = twin(&[0.0, 1.0, 2.0, 3.0, 4.0], &[2.0; 5], &[-1.0; 5], &[0.0; 5], 1e-5);
    let found: Vec<f64> = y.rows().row(1).iter().map(|y| f64::from(*y)).collect();
    close(&found, &expected, 1e-6, "a large mean: y");
}

#[test]
fn nan_and_infinity_reach_every_output_of_their_row() {
    let mut layer = LayerNorm::<f32, Features<U17>>::ZEROED;
    layer.gain.fill(1.0);
    for wrong in [f32::NAN, f32::INFINITY] {
        let mut x = [1.0; 34];
        x[20] = wrong;
        let (mut y, mut tape) = (Block::<f32, U17, U2>::ZEROS, Zeros::ZEROS);
        layer.forward_rows(call::<U2>(2), Rows::new(&x, 17), y.rows_mut(), &mut tape, &mut ());
        assert!(y.rows().row(0).iter().all(|y| *y == 0.0));
        assert!(y.rows().row(1).iter().all(|y| y.is_nan()));
    }
}
