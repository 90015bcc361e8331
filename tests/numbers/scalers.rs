//! Scalers: scikit-learn's numbers, what data are refused, and networks that they are folded into.

use std::array;

use rand::RngExt;
use serde::de::DeserializeOwned;
use staticnn::activation::{Activation, Linear};
use staticnn::layer::{
    Features, InputGradient, Inputs, Layer, Number as _, Pass, Real, RowsMut, Scalar, Seen, Stage, keeps_nothing,
};
use staticnn::prelude::{ChaCha8Rng, Network, SeedableRng, StandardNormal, network};
use staticnn::scaler::{Error, MinMax, Standardizer};
use staticnn::shape::U3;
use staticnn_tests::golden::{self, numbers};

network! {
    #[scalar(f64)] struct One< 2 -> 2 >;
    #[scalar(f64)] struct Front< 3 -> 4 prelu -> 2 tanh >;
    #[scalar(f64)] struct Tail< 5 -> 4 tanh -> 2 >;
    /// Its first and its last stage are networks.
    #[scalar(f64)] struct Whole< 3 -> front: Front -> 5 softplus -> tail: Tail >;
    struct Narrow< 3 -> 5 tanh -> 2 >;

    struct Normalized< 3 -> first: layer_norm -> 2 -> last: layer_norm >;
    struct Bare< 3 -> hidden: 3 relu no_bias -> 2 no_bias >;
    struct Inside< 3 -> front: Bare -> 2 -> end: Bent >;
    struct Bent< 2 -> 2 prelu >;
    struct Custom< 3 -> Odd >;
}

/// A layer of its own that is called as the library's: y = x.
struct Odd;

impl Layer for Odd {
    type Float = f32;
    type InputShape = Features<U3>;
    type OutputShape = Features<U3>;
    type Activation = Linear;
    keeps_nothing!();
    const ZEROED: Self = Self;
    const STAGE: Stage = Stage { kind: "dense", ..Self::OUTLINE };

    fn tensors(&self) -> impl AsRef<[&[f32]]> {
        []
    }
    fn tensors_mut(&mut self) -> impl AsMut<[&mut [f32]]> {
        []
    }
    fn forward_rows<P: Pass>(&self, _: P, _: Inputs<'_, Self>, _: RowsMut<'_, f32>, (): &mut (), (): &mut ()) {}
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

fn rows<const N: usize>(value: &serde_json::Value) -> Vec<[f64; N]> {
    value.as_array().unwrap().iter().map(|row| numbers(row).try_into().expect("a row of that length")).collect()
}

fn assert_close(found: &[f64], expected: &[f64], tolerance: f64) {
    for (found, expected) in found.iter().zip(expected) {
        let error = (found - expected).abs();
        assert!(error <= tolerance * expected.abs().max(1.0), "{found} where {expected} is expected");
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn scalers_are_scikit_learns() {
    let golden = &golden::read("metrics.json")["scalers"];
    let columns = rows::<3>(&golden["columns"]);
    let standard = Standardizer::fit(&columns).unwrap();
    assert_close(standard.means(), &numbers(&golden["means"]), 1e-14);
    assert_close(standard.deviations(), &numbers(&golden["deviations"]), 1e-9);
    let min_max = MinMax::fit(&columns).unwrap();
    assert_eq!(min_max.minima()[..], numbers(&golden["minima"]));
    assert_eq!(min_max.maxima()[..], numbers(&golden["maxima"]));
    let (mut standardized, mut scaled) = (columns.clone(), columns.clone());
    standard.apply_all(&mut standardized);
    min_max.apply_all(&mut scaled);
    assert_close(standardized.as_flattened(), rows::<3>(&golden["standardized"]).as_flattened(), 1e-9);
    assert_close(scaled.as_flattened(), rows::<3>(&golden["scaled"]).as_flattened(), 1e-9);
    standard.invert_all(&mut standardized);
    min_max.invert_all(&mut scaled);
    assert_close(standardized.as_flattened(), columns.as_flattened(), 1e-14);
    assert_close(scaled.as_flattened(), columns.as_flattened(), 1e-14);
}

#[test]
fn a_constant_column_becomes_zero_and_comes_back() {
    // 0.1 isn't exact, and neither would be a mean of it by a sum.
    let x = [[0.1_f32, 5.0]; 7];
    let (standard, min_max) = (Standardizer::fit(&x).unwrap(), MinMax::fit(&x).unwrap());
    assert_eq!((standard.means(), standard.deviations()), (&[0.1, 5.0], &[0.0; 2]));
    for row in [[0.1, 5.0], [-3.0, 1e30]] {
        assert_eq!((standard.apply(&row), min_max.apply(&row)), ([0.0; 2], [0.0; 2]));
    }
    assert_eq!((standard.invert(&[0.0, 9.0]), min_max.invert(&[0.0, 9.0])), ([0.1, 5.0], [0.1, 5.0]));
    assert!(standard.apply(&[f32::NAN, 5.0])[0].is_nan() && min_max.apply(&[f32::NAN, 5.0])[0].is_nan());
    assert_eq!(Standardizer::fit(&[[3.0]]).unwrap().deviations(), &[0.0], "a single row");
}

#[test]
fn digits_far_from_zero_are_kept() {
    // Of 1e9 and 1e9 + 1 the squares are 1e18, whose neighbours in f64 are 128 apart.
    let x: Vec<[f64; 1]> = (0..100_000).map(|i| [1e9 + f64::from(i % 2)]).collect();
    let scaler = Standardizer::fit(&x).unwrap();
    assert_close(scaler.means(), &[1e9 + 0.5], 1e-15);
    assert_close(scaler.deviations(), &[0.5], 1e-9);
}

#[test]
fn unsound_data_and_numbers_are_refused() {
    assert_eq!(Standardizer::<2, f64>::fit(&[]), Err(Error::Empty));
    assert_eq!(MinMax::<2>::fit(&[]), Err(Error::Empty));
    for value in [f32::INFINITY, f32::NEG_INFINITY] {
        let (x, error) = ([[1.0, 2.0], [3.0, value]], Error::Value { row: 1, column: 1, value: value.into() });
        assert_eq!((Standardizer::fit(&x), MinMax::fit(&x)), (Err(error), Err(error)));
    }
    let first_is_nan = [[f32::NAN, 2.0], [3.0, 4.0]];
    let is_it = |error| matches!(error, Error::Value { row: 0, column: 0, value } if value.is_nan());
    assert!(is_it(Standardizer::fit(&first_is_nan).unwrap_err()) && is_it(MinMax::fit(&first_is_nan).unwrap_err()));
    let apart = [[0.0, f32::MAX], [0.0, -f32::MAX]];
    assert_eq!(MinMax::fit(&apart), Err(Error::Spread { column: 1 }));
    assert_eq!(Standardizer::fit(&apart).unwrap().apply(&apart[0]), [0.0, 1.0], "the deviation fits");
    let apart = apart.map(|row| row.map(|value| f64::from(value) * 4e269));
    assert_eq!(Standardizer::fit(&apart), Err(Error::Spread { column: 1 }));

    let deviation = |value| Error::Part { name: "deviation", column: 1, value, allowed: "finite and at least 0" };
    assert_eq!(Standardizer::from_parts([0.0; 2], [1.0, -1.0]), Err(deviation(-1.0)));
    assert_eq!(Standardizer::from_parts([0.0; 2], [1.0, f64::INFINITY]), Err(deviation(f64::INFINITY)));
    assert!(Standardizer::from_parts([f64::NAN], [1.0]).is_err());
    assert!(MinMax::from_parts([0.0], [f32::NAN]).is_err());
    let order = Error::Order { column: 0, minimum: 1.0, maximum: 0.5 };
    assert_eq!(MinMax::from_parts([1.0], [0.5]), Err(order));
    assert_eq!(MinMax::from_parts([-f32::MAX], [f32::MAX]), Err(Error::Spread { column: 0 }));
}

/// A random scaler whose columns are up to ten spreads from 0, as a standardizer or by minimum and maximum.
fn random<const N: usize, T: Scalar>(rng: &mut ChaCha8Rng) -> [[T; N]; 2] {
    let spreads: [f64; N] = array::from_fn(|_| 10_f64.powf(rng.random_range(-3.0..3.0)));
    let centers = spreads.map(|spread| spread * rng.random_range(-10.0..10.0));
    [centers, spreads].map(|parts| parts.map(T::from_f64))
}

/// Raw inputs, about a scaler's center and as wide as its spread.
fn raw<const N: usize, T: Scalar>([centers, spreads]: &[[T; N]; 2], rng: &mut ChaCha8Rng) -> [T; N] {
    array::from_fn(|i| centers[i] + spreads[i] * T::from_f64(rng.sample(StandardNormal)))
}

fn drawn<N: Network>(rng: &mut ChaCha8Rng) -> N {
    let mut net = N::ZEROS;
    for p in net.parameters_mut() {
        *p = Real::from_f64(rng.sample(StandardNormal));
    }
    net
}

/// Folds scalers into random networks, whose predictions stay what they were, scaled by hand.
fn folding_changes_no_prediction<N, const I: usize, const O: usize>()
where
    N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
{
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    for _ in 0..50 {
        let (of_inputs, of_targets) = (random::<I, f64>(&mut rng), random::<O, f64>(&mut rng));
        let inputs = Standardizer::from_parts(of_inputs[0], of_inputs[1]).unwrap();
        let highest = array::from_fn(|o| of_targets[0][o] + of_targets[1][o]);
        let targets = MinMax::from_parts(of_targets[0], highest).unwrap();
        let net = drawn::<N>(&mut rng);
        let mut folded = N::ZEROS;
        folded.parameters_mut().copy_from_slice(net.parameters());
        inputs.fold_into(&mut folded).unwrap();
        targets.fold_into_output(&mut folded).unwrap();
        for _ in 0..10 {
            let x = raw(&of_inputs, &mut rng);
            let (by_hand, found) = (targets.invert(&net.predict(&inputs.apply(&x))), folded.predict(&x));
            for (o, (by_hand, found)) in by_hand.iter().zip(found).enumerate() {
                let error = (by_hand - found).abs();
                assert!(error <= 1e-12 * of_targets[1][o].max(by_hand.abs()), "{found} where {by_hand} is expected");
            }
        }
    }
}

#[test]
fn folding_changes_no_prediction_in_f64() {
    folding_changes_no_prediction::<One, 2, 2>();
    folding_changes_no_prediction::<Whole, 3, 2>();
}

/// How far a prediction of a folded network may be from one that is scaled by hand. Both round what each of these terms stands
/// for, relative to its size: z of `n` terms with an error of at most (n + 3) u, tanh with one of 3 u, the unscaled output with one
/// of 2 u. The sizes are those of a folded network, where x isn't centered.
fn bound(net: &Narrow, inputs: &[[f32; 3]; 2], targets: &[[f32; 2]; 2], x: &[f32; 3]) -> [f64; 2] {
    const U: f64 = f32::EPSILON as f64 / 2.0;
    let size = |value: f32| f64::from(value.abs());
    let hidden: [f64; 5] = array::from_fn(|h| {
        let terms =
            (0..3).map(|i| size(net.layer1.weight[i][h]) / size(inputs[1][i]) * (size(x[i]) + size(inputs[0][i])));
        2.0 * 6.0 * U * (terms.sum::<f64>() + size(net.layer1.bias[h])) + 2.0 * 3.0 * U
    });
    array::from_fn(|o| {
        let weight = |h: usize| size(net.layer2.weight[h][o]);
        let largest = (0..5).map(weight).sum::<f64>() + size(net.layer2.bias[o]);
        let scaled = (0..5).map(|h| weight(h) * hidden[h]).sum::<f64>() + 2.0 * 8.0 * U * largest;
        size(targets[1][o]) * (scaled + 2.0 * 2.0 * U * largest) + 2.0 * 2.0 * U * size(targets[0][o])
    })
}

#[test]
fn folding_changes_no_prediction_in_f32_beyond_rounding() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    for _ in 0..100 {
        let (of_inputs, of_targets) = (random::<3, f32>(&mut rng), random::<2, f32>(&mut rng));
        let inputs = Standardizer::from_parts(of_inputs[0], of_inputs[1]).unwrap();
        let targets = Standardizer::from_parts(of_targets[0], of_targets[1]).unwrap();
        let net = drawn::<Narrow>(&mut rng);
        let mut folded = Narrow::zeros();
        folded.parameters_mut().copy_from_slice(net.parameters());
        inputs.fold_into(&mut folded).unwrap();
        targets.fold_into_output(&mut folded).unwrap();
        let x = raw(&of_inputs, &mut rng);
        let (by_hand, found) = (targets.invert(&net.predict(&inputs.apply(&x))), folded.predict(&x));
        for (o, bound) in bound(&net, &of_inputs, &of_targets, &x).into_iter().enumerate() {
            let error = f64::from((by_hand[o] - found[o]).abs());
            assert!(error <= bound, "{} where {} is expected, and {bound} is the bound", found[o], by_hand[o]);
            assert!(
                bound < 1e-3 * f64::from(of_targets[1][o]) + 1e-6 * f64::from(of_targets[0][o].abs()),
                "a bound of {bound}"
            );
        }
    }
}

#[test]
fn constant_columns_fold_too() {
    let (x, y) = ([[1.0, 7.0], [3.0, 7.0]], [[5.0, 9.0]; 2]);
    let (inputs, targets) = (Standardizer::fit(&x).unwrap(), MinMax::fit(&y).unwrap());
    let mut net = One::zeros();
    net.parameters_mut().copy_from_slice(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    inputs.fold_into(&mut net).unwrap();
    assert_eq!(net.predict(&[3.0, 7.0]), [6.0, 8.0]);
    assert_eq!(net.predict(&[3.0, 1e9]), [6.0, 8.0], "the second input doesn't count");
    targets.fold_into_output(&mut net).unwrap();
    assert_eq!(net.predict(&[3.0, 7.0]), [5.0, 9.0]);
}

/// The stage that an error names.
fn stage(error: Error) -> (&'static str, String) {
    match error {
        Error::Layer { stage } => ("layer", stage.to_string()),
        Error::Bias { stage } => ("bias", stage.to_string()),
        Error::Activation { stage } => ("activation", stage.to_string()),
        Error::Fold { stage } => ("fold", stage.to_string()),
        other => panic!("{other}"),
    }
}

/// Folds in two scalers, which the network refuses, and stays what it was.
fn refuses<N, const O: usize>(first: (&'static str, &str), last: (&'static str, &str))
where
    N: Network<Scalar = f32, Input = [f32; 3], Output = [f32; O]>,
{
    let mut net = drawn::<N>(&mut ChaCha8Rng::seed_from_u64(1));
    let before = net.parameters().to_vec();
    let inputs = Standardizer::from_parts([1.0; 3], [2.0; 3]).unwrap();
    let targets = MinMax::from_parts([1.0; O], [2.0; O]).unwrap();
    assert_eq!(stage(inputs.fold_into(&mut net).unwrap_err()), (first.0, first.1.to_owned()));
    assert_eq!(stage(targets.fold_into_output(&mut net).unwrap_err()), (last.0, last.1.to_owned()));
    assert_eq!(net.parameters(), before);
}

#[test]
fn a_stage_that_takes_no_scaler_is_named() {
    refuses::<Normalized, 2>(("layer", "first"), ("layer", "last"));
    refuses::<Bare, 2>(("bias", "hidden"), ("bias", "layer2"));
    refuses::<Inside, 2>(("bias", "front.hidden"), ("activation", "end.layer1"));
    refuses::<Custom, 3>(("layer", "layer1"), ("layer", "layer1"));
}

#[test]
fn numbers_that_overflow_leave_the_network_as_it_was() {
    let mut net = drawn::<Narrow>(&mut ChaCha8Rng::seed_from_u64(2));
    let before = net.parameters().to_vec();
    let refuses = |net: &mut Narrow, first: Standardizer<3>, last: Standardizer<2>, before: &[f32]| {
        assert_eq!(stage(first.fold_into(net).unwrap_err()), ("fold", "layer1".to_owned()));
        assert_eq!(stage(last.fold_into_output(net).unwrap_err()), ("fold", "layer2".to_owned()));
        let bits = |parameters: &[f32]| parameters.iter().map(|p| p.bits()).collect::<Vec<_>>();
        assert_eq!(bits(net.parameters()), bits(before));
    };
    let parts = Standardizer::from_parts;
    // A weight beyond f32, and a bias.
    refuses(
        &mut net,
        parts([0.0; 3], [1.0, 1.0, 1e-40]).unwrap(),
        Standardizer::from_parts([0.0; 2], [1.0, f32::MAX]).unwrap(),
        &before,
    );
    refuses(
        &mut net,
        parts([0.0, 1e30, 0.0], [1.0, 1e-20, 1.0]).unwrap(),
        Standardizer::from_parts([0.0; 2], [f32::MAX, 1.0]).unwrap(),
        &before,
    );
    net.layer1.weight[0][0] = f32::NAN;
    net.layer2.bias[1] = f32::INFINITY;
    let before = net.parameters().to_vec();
    refuses(
        &mut net,
        parts([0.0; 3], [1.0; 3]).unwrap(),
        Standardizer::from_parts([0.0; 2], [1.0; 2]).unwrap(),
        &before,
    );
}

fn refused<S: DeserializeOwned>(json: &str, message: &str) {
    let error = serde_json::from_str::<S>(json).err().expect(json).to_string();
    assert!(error.starts_with(message), "{error}");
}

#[test]
fn scalers_return_from_serde() {
    let wide: [[f32; 40]; 2] = [array::from_fn(|i| 0.1 * i as f32), array::from_fn(|i| -0.7 * i as f32)];
    let (standard, min_max) = (Standardizer::fit(&wide).unwrap(), MinMax::fit(&wide).unwrap());
    let json = serde_json::to_string(&(standard, min_max)).unwrap();
    assert_eq!(serde_json::from_str::<(Standardizer<40>, MinMax<40>)>(&json).unwrap(), (standard, min_max));
    let bytes = postcard::to_allocvec(&(standard, min_max)).unwrap();
    assert_eq!(bytes.len(), 4 * 40 * 4);
    assert_eq!(postcard::from_bytes::<(Standardizer<40>, MinMax<40>)>(&bytes).unwrap(), (standard, min_max));
    let small = Standardizer::from_parts([0.1], [2.5]).unwrap();
    assert_eq!(serde_json::to_string(&small).unwrap(), r#"{"means":[0.1],"deviations":[2.5]}"#);

    refused::<Standardizer<1>>(r#"{"means":[0]}"#, "missing field `deviations`");
    refused::<Standardizer<2>>(r#"{"means":[0]}"#, "invalid length 1, expected an array of 2");
    refused::<Standardizer<1>>(r#"{"means":[0,1]}"#, "invalid length 2, expected an array of 1");
    refused::<Standardizer<1>>(r#"{"means":[0],"deviations":[-1]}"#, "the deviation of column 0 is -1.0, but must be");
    refused::<Standardizer<1>>(r#"{"means":[1e39],"deviations":[1]}"#, "number out of range");
    refused::<Standardizer<1>>(r#"{"means":[null],"deviations":[1]}"#, "invalid type: null");
    refused::<MinMax<1>>(r#"{"minima":[1],"maxima":[0]}"#, "the maximum of column 0 is 0.0, but its minimum is 1.0");
    let nan = postcard::to_allocvec(&([f32::NAN], [1.0_f32])).unwrap();
    assert!(postcard::from_bytes::<Standardizer<1>>(&nan).is_err());
}
