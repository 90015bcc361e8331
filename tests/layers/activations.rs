//! Activations: their values against PyTorch's, their derivatives against small differences, in every place of a network.

use staticnn::activation::Real;
use staticnn::activation::*;
use staticnn::prelude::*;
use staticnn_tests::drawn::{assert_close, fill, samples};
use staticnn_tests::golden::{self, numbers};
use staticnn_tests::slope::{assert_gradient, slope};
use staticnn_tests::twin::Twin;

/// f(z) and f'(z), by the definition.
fn value_and_slope<A: Activation, R: Real>(z: R) -> (R, R) {
    let y = A::value(z);
    (y, A::derivative(if A::Derivative::OF_INPUT { z } else { y }))
}

#[test]
fn values_and_derivatives_are_pytorchs() {
    let golden = golden::read("functions.json");
    let z = numbers(&golden["z"]);
    let mut names: Vec<&String> = golden["activations"].as_object().unwrap().keys().collect();
    let mut check = |name: &str, f: &dyn Fn(f64) -> (f64, f64), rounded: &dyn Fn(f32) -> (f32, f32)| {
        let expected = &golden["activations"][name];
        let expected = numbers(&expected["y"]).into_iter().zip(numbers(&expected["slope"]));
        for (z, (y, slope)) in z.iter().zip(expected) {
            let what = format!("{name} at {z}");
            // PyTorch's slope of hard_sigmoid is f32's 1 / 6.
            assert_close(f(*z).0, y, 1e-14, &what);
            assert_close(f(*z).1, slope, if name == "hard_sigmoid" { 1e-8 } else { 1e-14 }, &what);
            let (found, found_slope) = rounded(*z as f32);
            assert_close(f64::from(found), y, 1e-6, &what);
            assert_close(f64::from(found_slope), slope, 1e-6, &what);
        }
        names.retain(|other| *other != name);
    };
    macro_rules! check {
        ($($name:literal $Type:ty;)*) => { $(
            check($name, &value_and_slope::<$Type, f64>, &value_and_slope::<$Type, f32>);
        )* };
    }
    check! {
        "linear" Linear;
        "relu" Relu;
        "leaky_relu(0.1)" LeakyRelu<{ f64::to_bits(0.1) }>;
        "relu6" Relu6;
        "elu(1)" Elu<{ f64::to_bits(1.0) }>;
        "elu(0.5)" Elu<{ f64::to_bits(0.5) }>;
        "selu" Selu;
        "gelu" Gelu;
        "gelu_tanh" GeluTanh;
        "silu" Silu;
        "mish" Mish;
        "softplus" Softplus;
        "tanh" Tanh;
        "hard_tanh" HardTanh;
        "softsign" Softsign;
        "sigmoid" Sigmoid;
        "hard_sigmoid" HardSigmoid;
        "sin" Sin;
    }
    // What learns has no value of its own: a network of one stage.
    network! { #[scalar(f64)] struct Bent< 1 -> 1 prelu no_bias >; struct Bent32< 1 -> 1 prelu no_bias >; }
    let (mut tape, mut gradient) = (Tape::new(), Gradient::new());
    let mut bent = |z: f64| {
        let mut net = Bent::zeros();
        net.parameters_mut().copy_from_slice(&[1.0, 0.25]);
        let [y] = net.forward(&[z], &mut tape);
        (y, net.backward(&tape, &[1.0], &mut gradient)[0])
    };
    let bent = std::cell::RefCell::new(&mut bent);
    check("prelu", &|z| bent.borrow_mut()(z), &|z| {
        let mut net = Bent32::zeros();
        net.parameters_mut().copy_from_slice(&[1.0, 0.25]);
        (net.predict(&[z])[0], if z > 0.0 { 1.0 } else { 0.25 })
    });
    assert!(names.is_empty(), "not looked at: {names:?}");
}

/// Networks of each activation: behind a wide stage and as a narrow last one, which take other ways through the kernels.
macro_rules! networks {
    ($take:ident) => {
        $take! {
            Relu6s (3 -> 6 relu6 -> 2 relu6);
            Elus (3 -> 6 elu(1) -> 2 elu(0.5));
            Selus (3 -> 6 selu -> 2 selu);
            Gelus (3 -> 6 gelu -> 2 gelu);
            GeluTanhs (3 -> 6 gelu_tanh -> 2 gelu_tanh);
            Silus (3 -> 6 silu -> 2 silu);
            Mishes (3 -> 6 mish -> 2 mish);
            Softpluses (3 -> 6 softplus -> 2 softplus);
            HardTanhs (3 -> 6 hard_tanh -> 2 hard_tanh);
            Softsigns (3 -> 6 softsign -> 2 softsign);
            HardSigmoids (3 -> 6 hard_sigmoid -> 2 hard_sigmoid);
            Sins (3 -> 6 sin -> 2 sin);
            Prelus (3 -> 6 prelu -> 2 prelu);
            Narrow (3 -> 1 prelu -> 3 gelu no_bias -> 4 sin -> 1);
            Broad (20 -> 17 silu -> 18 prelu -> 5 mish);
        }
    };
}

macro_rules! declare {
    ($($Name:ident ($($shape:tt)+);)*) => { $( network! { #[scalar(f64)] struct $Name< $($shape)+ >; } )* };
}
networks!(declare);

#[test]
fn gradient_is_the_slope_for_every_activation_in_every_place() {
    fn check<N, const I: usize, const O: usize>(shape: &str)
    where
        N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
    {
        let (mut gradient, mut tape) = (Gradient::<N>::boxed(), Tape::<N>::boxed());
        for (seed, n) in [(0, 1), (1, 2), (2, 5), (3, 130)] {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut net = N::boxed();
            fill(&mut *net, &mut rng);
            let twin = Twin::new(shape, net.parameters());
            let (x, y) = samples::<[f64; O], I>(&twin, n, &mut rng);
            for x in &x {
                for (y, expected) in net.predict(x).iter().zip(twin.predict(x)) {
                    assert_close(*y, expected, 1e-12, shape);
                }
            }
            let samples = Samples::new(&x, &y).unwrap();
            assert_gradient(&mut *net, &samples, &Mse, &mut gradient, 60, shape);

            // The same by hand, sample by sample, and the input's derivatives.
            let expected = gradient.parameters().to_vec();
            gradient.clear();
            for (x, y) in x.iter().zip(&y) {
                let mut arriving = [0.0; O];
                let output = net.forward(x, &mut tape);
                Loss::<[f64; O], Linear>::sample(&Mse, &output, y, &mut arriving);
                let input_gradient = net.backward(&tape, &arriving, &mut gradient);
                let expected = slope(|step| {
                    let mut moved = *x;
                    moved[I - 1] += step;
                    net.loss(&Samples::from((&[moved], &[*y])), &Mse)
                });
                assert_close(input_gradient[I - 1], expected, 1e-6, shape);
            }
            for (sum, expected) in gradient.parameters().iter().zip(&expected) {
                assert_close(sum / n as f64, *expected, 1e-12, &format!("{shape}: by hand"));
            }
        }
    }
    macro_rules! each {
        ($($Name:ident $shape:tt;)*) => { $( check::<$Name, _, _>(stringify!($shape)); )* };
    }
    networks!(each);
}

/// How far a network of one stage without anything but its activation is off at most, over f32s from -`reach` to `reach`:
/// in units of the last place of the value, or of a thousandth of z.
fn worst<N: Network<Scalar = f32, Input = [f32; 1], Output = [f32; 1]>>(reach: f32, exact: impl Fn(f64) -> f64) -> f64 {
    let mut net = N::ZEROS;
    net.parameters_mut()[0] = 1.0;
    let positive = (0..reach.to_bits()).step_by(50_021).map(f32::from_bits);
    let x: Vec<[f32; 1]> = positive.flat_map(|x| [[x], [-x]]).collect();
    let mut y = vec![[0.0]; x.len()];
    net.predict_batch(&x, &mut y).unwrap();
    let mut worst: f64 = 0.0;
    for ([x], [y]) in x.into_iter().zip(y) {
        let expected = exact(f64::from(x));
        let size = (expected.abs().max(f64::from(x.abs()) / 1024.0) as f32).max(f32::MIN_POSITIVE);
        let unit = f64::from(f32::from_bits(size.to_bits() + 1) - size);
        worst = worst.max((f64::from(y) - expected).abs() / unit);
    }
    worst
}

#[test]
fn gelu_and_silu_are_right_to_three_units_in_the_last_place() {
    network! { struct Gelus32< 1 -> 1 gelu no_bias >; struct Silus32< 1 -> 1 silu no_bias >; }
    let twin = |shape: &'static str| move |z: f64| Twin::new(shape, &[1.0]).predict(&[z])[0];
    let gelu = worst::<Gelus32>(100.0, twin("1 -> 1 gelu no_bias"));
    let silu = worst::<Silus32>(100.0, twin("1 -> 1 silu no_bias"));
    println!("gelu errs by {gelu:.2} units, silu by {silu:.2}");
    assert!(gelu <= 3.0 && silu <= 3.0, "gelu errs by {gelu}, silu by {silu}");
}

#[test]
fn sine_and_normal_share_keep_their_digits() {
    for k in -4000..4000 {
        let x = f64::from(k) * 0.731;
        assert_close(Real::sin(x), f64::sin(x), 1e-15, &format!("the sine of {x}"));
        assert_close(Real::cos(x), f64::cos(x), 1e-15, &format!("the cosine of {x}"));
        let single = x as f32;
        let [sine, cosine] = [Real::sin(single), Real::cos(single)].map(f64::from);
        assert_close(sine, f64::from(single).sin(), 1.5e-7, &format!("the sine of {single}"));
        assert_close(cosine, f64::from(single).cos(), 1.5e-7, &format!("the cosine of {single}"));
        let z = f64::from(k) * 0.0025;
        let share = Twin::new("1 -> 1 gelu no_bias", &[1.0]).predict(&[z])[0];
        assert_close(z * Real::normal_cdf(z), share, 1e-14, &format!("gelu({z})"));
    }
    for far in [2e5_f32, f32::MAX, f32::INFINITY, f32::NAN] {
        assert!(Real::sin(far).is_nan() && Real::cos(far).is_nan(), "the sine of {far}");
    }
}

#[test]
fn nothing_overflows_far_out_and_nan_stays() {
    macro_rules! check {
        ($($Type:ty: $below:expr, $above:expr;)*) => { $(
            for z in [1e4_f32, 1e30] {
                let (y, slope) = value_and_slope::<$Type, f32>(z);
                assert!((y / z - $above[0]).abs() < 1e-3 && (slope - $above[1]).abs() < 1e-6, "at {z}: {y}, {slope}");
                let (y, slope) = value_and_slope::<$Type, f32>(-z);
                assert!((y - $below).abs() < 1e-3 && slope.abs() < 1e-6, "at -{z}: {y}, {slope}");
            }
            assert!(<$Type>::value(f64::NAN).is_nan());
        )* };
    }
    check! {
        Elu<{ f64::to_bits(2.0) }>: -2.0, [1.0, 1.0];
        Gelu: 0.0, [1.0, 1.0];
        GeluTanh: 0.0, [1.0, 1.0];
        Silu: 0.0, [1.0, 1.0];
        Mish: 0.0, [1.0, 1.0];
        Softplus: 0.0, [1.0, 1.0];
        Relu6: 0.0, [0.0, 0.0];
        HardTanh: -1.0, [0.0, 0.0];
        HardSigmoid: 0.0, [0.0, 0.0];
    }
}

mod my {
    /// silu, once more.
    pub struct Swish;
    /// tanh, from its output.
    pub struct Bend;
}

impl Activation for my::Swish {
    type Derivative = FromInput;
    const NAME: &'static str = "my::Swish";

    fn value<R: Real>(z: R) -> R {
        z.silu()
    }
    fn derivative<R: Real>(z: R) -> R {
        let (e, one) = ((-z.abs()).exp(), R::from_f64(1.0));
        let s = e / (one + e);
        let below = s * (-z.abs()).mul_add(one - s, one);
        z.if_less(R::from_f64(0.0), below, one - below)
    }
}

impl Activation for my::Bend {
    type Derivative = FromOutput;
    const NAME: &'static str = "my::Bend";

    fn value<R: Real>(z: R) -> R {
        z.tanh()
    }
    fn derivative<R: Real>(y: R) -> R {
        R::from_f64(1.0) - y * y
    }
}

#[test]
fn ones_own_activation_does_what_the_librarys_does() {
    network! {
        struct Own< 3 -> 12 my::Swish -> 5 my::Bend -> 2 my::Swish >;
        struct Crates< 3 -> 12 silu -> 5 tanh -> 2 silu >;
    }
    let (mut own, mut crates) = (Own::zeros(), Crates::init(&mut ChaCha8Rng::seed_from_u64(1)));
    own.parameters_mut().copy_from_slice(crates.parameters());
    let x: Vec<[f32; 3]> = (0..50).map(|i| [i as f32 / 25.0 - 1.0, (i % 5) as f32, 0.5]).collect();
    let y = vec![[1.0, 0.0]; 50];
    let samples = Samples::new(&x, &y).unwrap();
    let (mut own_gradient, mut crates_gradient) = (Gradient::<Own>::new(), Gradient::<Crates>::new());
    for _ in 0..20 {
        let loss = own.gradient(&samples, &Mse, &mut own_gradient);
        assert_eq!(loss, crates.gradient(&samples, &Mse, &mut crates_gradient));
        Sgd::new(0.1).step(&mut own, &own_gradient);
        Sgd::new(0.1).step(&mut crates, &crates_gradient);
    }
    assert_eq!(own.parameters(), crates.parameters());
    assert_eq!(own.predict(&x[7]), crates.predict(&x[7]));
    assert!(format!("{:?}", own.layer1).contains("my::Swish"));
}

#[test]
fn a_learnt_slope_starts_at_a_quarter_and_is_zero_at_zeros() {
    network! {
        #[derive(Clone, Debug, PartialEq)]
        struct Bent< 2 -> 5 prelu -> 3 prelu no_bias >;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    assert_eq!((Bent::zeros().layer1.slope, Bent::zeros().layer2.slope), (0.0, 0.0));
    let mut net = Bent::new(&StandardNormal, &mut rng);
    assert_eq!((net.layer1.slope, net.layer2.slope), (0.25, 0.25));
    assert_eq!(Bent::init(&mut rng).layer2.slope, 0.25);
    assert_eq!(Bent::PARAMETERS, 2 * 5 + 5 + 1 + 5 * 3 + 1);
    assert_eq!(size_of::<Bent>(), Bent::PARAMETERS * 4);
    assert_eq!(net.parameters()[15], 0.25, "after the bias");
    assert_eq!(*net.parameters().last().unwrap(), 0.25);
    net.layer1.slope = -3.0;
    let other = net.clone();
    assert_eq!(net, other);
    net.layer1.slope = 3.0;
    assert_ne!(net, other);
    assert!(format!("{other:#?}").contains("slope: -3.0"));
    net.initialize(&He::normal(), &mut rng);
    assert_eq!(net.layer1.slope, 0.25);
}

#[test]
fn a_slope_is_learnt_even_from_zero() {
    network! { struct Bent< 1 -> 1 prelu no_bias >; }
    let (x, y) = ([[-2.0], [-1.0], [1.0], [2.0]], [[1.0], [0.5], [1.0], [2.0]]);
    let samples = Samples::from((&x, &y)); // a slope of -1/2
    let mut net = Bent::zeros();
    net.layer1.weight[0][0] = 1.0;
    let mut gradient = Gradient::<Bent>::new();
    for _ in 0..500 {
        net.gradient(&samples, &Mse, &mut gradient);
        Sgd::new(0.05).step(&mut net, &gradient);
    }
    assert!((net.layer1.slope + 0.5).abs() < 1e-3 && (net.layer1.weight[0][0] - 1.0).abs() < 1e-3, "{:?}", net.layer1);
}

#[test]
fn init_draws_by_the_activation() {
    network! { struct Drawn< 400 -> 100 selu -> 100 gelu -> 100 softsign -> 1 >; }
    let mut net = Drawn::boxed();
    *net = Drawn::init(&mut ChaCha8Rng::seed_from_u64(1));
    let variance = |weights: &[f32]| weights.iter().map(|w| w * w).sum::<f32>() / weights.len() as f32;
    let flat = |rows: &[Vec<f32>]| rows.concat();
    let rows = |weight: Vec<Vec<f32>>| variance(&flat(&weight));
    let first = rows(net.layer1.weight.iter().map(|row| row.to_vec()).collect());
    let second = rows(net.layer2.weight.iter().map(|row| row.to_vec()).collect());
    let third = rows(net.layer3.weight.iter().map(|row| row.to_vec()).collect());
    assert!((first * 400.0 - 1.0).abs() < 0.05, "LeCun for selu: {first}");
    assert!((second * 50.0 - 1.0).abs() < 0.05, "He for gelu: {second}");
    assert!((third * 100.0 - 1.0).abs() < 0.05, "Xavier for softsign: {third}");
}
