//! Where weights start: each initializer's variance and form, and which of them `init` picks.

use rand::Rng;
use staticnn::layer::Layer;
use staticnn::prelude::*;
use staticnn_tests::networks;

network! {
    #[scalar(f64)] struct Large< 100 -> 200 >;
    struct Small< 100 -> 200 >;
}

/// Mean and variance of the weights, and the largest of them.
fn moments(weights: &[f64]) -> (f64, f64, f64) {
    let n = weights.len() as f64;
    let mean = weights.iter().sum::<f64>() / n;
    let variance = weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / n;
    (mean, variance, weights.iter().fold(0.0, |largest, w| largest.max(w.abs())))
}

/// Holds weights to a variance: its standard error is 1 % for 20,000 normal weights, less for uniform ones.
fn assert_moments(weights: &[f64], variance: f64, uniform: bool, what: &str) {
    let (mean, found, largest) = moments(weights);
    let n = weights.len() as f64;
    assert!(mean.abs() < 4.0 * (variance / n).sqrt(), "{what}: a mean of {mean}");
    assert!((found / variance - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{what}: {found} where {variance} is expected");
    // A uniform distribution of this variance ends at this bound; a normal one goes well beyond it.
    let bound = (3.0 * variance).sqrt();
    if uniform {
        assert!(largest <= bound * (1.0 + 1e-6) && largest > 0.99 * bound, "{what}: {largest} with a bound of {bound}");
    } else {
        assert!(largest > 1.5 * bound, "{what}: {largest} is too near to {bound}");
    }
}

/// Draws the same network in both precisions.
fn check(variance: f64, uniform: bool, what: &str, initializer: &(impl Initializer<f64> + Initializer<f32>)) {
    let mut large = Large::boxed();
    large.layer1.bias.fill(7.0);
    large.initialize(initializer, &mut ChaCha8Rng::seed_from_u64(31));
    assert_moments(&large.layer1.weight[..].concat(), variance, uniform, what);
    assert_eq!(large.layer1.bias[..], [0.0; 200], "{what}: biases");

    let small = Small::new(initializer, &mut ChaCha8Rng::seed_from_u64(31));
    let weights: Vec<f64> = small.layer1.weight[..].concat().into_iter().map(f64::from).collect();
    assert_moments(&weights, variance, uniform, what);
    assert_eq!(small.layer1.bias[..], [0.0; 200], "{what}: biases");
}

#[test]
fn he_has_a_variance_of_two_over_the_inputs() {
    check(2.0 / 100.0, false, "normal", &He::normal());
    check(2.0 / 100.0, true, "uniform", &He::uniform());
}

#[test]
fn lecun_has_a_variance_of_one_over_the_inputs() {
    check(1.0 / 100.0, false, "normal", &LeCun::normal());
    check(1.0 / 100.0, true, "uniform", &LeCun::uniform());
}

#[test]
fn xavier_has_a_variance_of_two_over_inputs_and_outputs() {
    check(2.0 / 300.0, false, "normal", &Xavier::normal());
    check(2.0 / 300.0, true, "uniform", &Xavier::uniform());
}

#[test]
fn a_distribution_is_drawn_as_it_is() {
    check(1.0, false, "StandardNormal", &StandardNormal);
    let narrow = Normal::new(0.0, 0.5).unwrap();
    let large = Large::new(&narrow, &mut ChaCha8Rng::seed_from_u64(32));
    assert_moments(&large.layer1.weight[..].concat(), 0.25, false, "Normal");
    let flat = Uniform::new(-0.5, 0.5).unwrap();
    let large = Large::new(&flat, &mut ChaCha8Rng::seed_from_u64(33));
    assert_moments(&large.layer1.weight[..].concat(), 1.0 / 12.0, true, "Uniform");
}

#[test]
fn weights_are_drawn_in_the_order_of_the_parameters() {
    /// Counts up.
    struct Counter(u64);
    impl rand::TryRng for Counter {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            unreachable!("whole numbers of 64 bits are asked for")
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            self.0 += 1;
            Ok(self.0)
        }
        fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
            unreachable!("whole numbers of 64 bits are asked for")
        }
    }
    /// Returns what the generator does, and the layer's size behind the point.
    struct Verbatim;
    impl Initializer<f64> for Verbatim {
        fn draw<G: Rng + ?Sized>(&self, inputs: usize, outputs: usize, rng: &mut G) -> f64 {
            rng.next_u64() as f64 + inputs as f64 / 16.0 + outputs as f64 / 256.0
        }
    }
    network! { #[scalar(f64)] struct Tiny< 2 -> 1 -> 2 no_bias >; }
    let tiny = Tiny::new(&Verbatim, &mut Counter(0));
    let (first, second) = (2.0 / 16.0 + 1.0 / 256.0, 1.0 / 16.0 + 2.0 / 256.0);
    assert_eq!(tiny.parameters(), [1.0 + first, 2.0 + first, 0.0, 3.0 + second, 4.0 + second]);
}

#[test]
fn constant_makes_every_weight_the_same() {
    network! { struct Tiny< 2 -> 1 -> 2 no_bias >; #[scalar(f64)] struct Double< 1 -> 2 >; }
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    assert_eq!(Tiny::new(&Constant(0.5), &mut rng).parameters(), [0.5, 0.5, 0.0, 0.5, 0.5]);
    assert_eq!(Double::new(&Constant(-2.0), &mut rng).parameters(), [-2.0, -2.0, 0.0, 0.0]);
}

#[test]
fn init_picks_by_the_activation_that_follows() {
    network! {
        struct All<
            100 -> he: 120 relu -> leaky: 80 leaky_relu(0.1) -> s_shaped: 110 tanh
            -> logistic: 90 sigmoid -> plain: 120 -> probable: 80 softmax
        >;
    }
    let net = All::init(&mut ChaCha8Rng::seed_from_u64(34));
    let assert_variance = |weights: Vec<f32>, variance, what| {
        assert_moments(&weights.into_iter().map(f64::from).collect::<Vec<_>>(), variance, false, what);
    };
    assert_variance(net.he.weight[..].concat(), 2.0 / 100.0, "relu");
    assert_variance(net.leaky.weight[..].concat(), 2.0 / 120.0, "leaky_relu");
    assert_variance(net.s_shaped.weight[..].concat(), 2.0 / (80.0 + 110.0), "tanh");
    assert_variance(net.logistic.weight[..].concat(), 2.0 / (110.0 + 90.0), "sigmoid");
    assert_variance(net.plain.weight[..].concat(), 2.0 / (90.0 + 120.0), "linear");
    assert_variance(net.probable.weight[..].concat(), 2.0 / (120.0 + 80.0), "softmax");
    let biases = [&net.he.bias[..], &net.leaky.bias, &net.s_shaped.bias, &net.logistic.bias, &net.plain.bias];
    assert!(biases.concat().iter().chain(&net.probable.bias[..]).all(|b| *b == 0.0));
}

network! {
    /// Convolutions, with and without groups, and layers whose parameters no initializer draws.
    pub struct Windows<
        16x9x9 -> halves: conv 96 (3x3, groups 2) relu -> batch_norm -> points: conv 64 (1x1) tanh -> each: depthwise (7x7) relu
        -> layer_norm -> rms_norm -> flatten -> last: 2 no_bias
    >;
}

/// The inputs and outputs are those of a group, times the taps of the window, as PyTorch counts them.
#[test]
fn windows_count_the_inputs_and_outputs_of_a_group() {
    let net = Windows::init(&mut ChaCha8Rng::seed_from_u64(38));
    let check = |layer: &[f32], count: usize, variance, what| {
        let (weights, bias) = layer.split_at(count);
        assert_moments(&weights.iter().copied().map(f64::from).collect::<Vec<_>>(), variance, false, what);
        assert!(bias.iter().all(|bias| *bias == 0.0), "{what}");
    };
    check(net.halves.values(), 9 * 8 * 96, 2.0 / (9.0 * 8.0), "8 inputs of a group, relu");
    check(net.points.values(), 96 * 64, 2.0 / (96.0 + 64.0), "one tap, tanh");
    check(net.each.values(), 49 * 64, 2.0 / 49.0, "one filter a channel, relu");
    assert_eq!(net.layer2.values(), [[1.0; 96], [0.0; 96], [0.0; 96], [1.0; 96]].as_flattened());
    assert_eq!(net.layer5.values(), [[1.0; 64], [0.0; 64]].as_flattened());
    assert_eq!(net.layer6.values(), [1.0; 64]);
}

#[test]
fn the_same_seed_draws_the_same_bits() {
    macro_rules! check {
        ($($Name:ident ($($shape:tt)+) $($loss:ident)*;)*) => { $( {
            network! { struct $Name< $($shape)+ >; }
            let draw = |seed| $Name::init(&mut ChaCha8Rng::seed_from_u64(seed)).parameters().to_vec();
            assert_eq!(draw(35), draw(35));
            assert_ne!(draw(35), draw(36));
        } )* };
    }
    networks!(check);
}

network! {
    struct Units< 5x3 -> gru 40 -> lstm 7 -> rnn 1 -> 2 >;
    #[scalar(f64)] struct LargeUnits< 5x3 -> gru 40 -> lstm 7 -> rnn 1 -> 2 >;
}

/// Asserts that each square matrix of the rows has orthonormal columns. A macro, since arrays of typenum's lengths have long types.
macro_rules! assert_orthogonal {
    ($weight:expr, $tolerance:literal) => {
        let rows: Vec<Vec<f64>> =
            $weight.iter().map(|row| row.iter().flatten().map(|w| f64::from(*w)).collect()).collect();
        orthonormal_within(&rows, $tolerance);
    };
}

fn orthonormal_within(rows: &[Vec<f64>], tolerance: f64) {
    let (units, columns) = (rows.len(), rows[0].len());
    for gate in (0..columns).step_by(units) {
        for (i, j) in (gate..gate + units).flat_map(|i| (gate..gate + units).map(move |j| (i, j))) {
            let product: f64 = rows.iter().map(|row| row[i] * row[j]).sum();
            let expected = f64::from(u8::from(i == j));
            assert!(
                (product - expected).abs() <= tolerance,
                "{product} of columns {i} and {j} of {columns}, {units} units"
            );
        }
    }
}

#[test]
fn orthogonal_draws_the_weights_of_a_state() {
    let initializer = Orthogonal(Xavier::uniform());
    for seed in 0..4 {
        let net = Units::new(&initializer, &mut ChaCha8Rng::seed_from_u64(seed));
        assert_orthogonal!(net.layer1.recurrent_weight, 1e-5);
        assert_orthogonal!(net.layer2.recurrent_weight, 1e-5);
        assert_orthogonal!(net.layer3.recurrent_weight, 1e-5);
        let net = LargeUnits::new(&initializer, &mut ChaCha8Rng::seed_from_u64(seed));
        assert_orthogonal!(net.layer1.recurrent_weight, 1e-13);
        assert_orthogonal!(net.layer2.recurrent_weight, 1e-13);
        // The others are the inner initializer's.
        let bound = (6.0_f64 / 43.0).sqrt();
        assert!(net.layer1.weight.iter().flatten().flatten().all(|weight| weight.abs() <= bound));
        assert_eq!(net.layer2.bias[1][..], [1.0; 7], "the forget gates' biases");
    }
}

#[test]
fn other_initializers_draw_the_weights_of_a_state_by_themselves() {
    let net = Units::new(&Constant(0.25), &mut ChaCha8Rng::seed_from_u64(1));
    assert!(net.layer1.recurrent_weight.iter().flatten().flatten().all(|weight| *weight == 0.25));
    let net = Units::init(&mut ChaCha8Rng::seed_from_u64(1));
    let squares: f32 = net.layer1.recurrent_weight.iter().flatten().flatten().map(|weight| weight * weight).sum();
    // 4,800 weights of variance 1 / 40.
    assert!((squares * 40.0 / 4800.0 - 1.0).abs() < 0.1, "{squares}");
}
