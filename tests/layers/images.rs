//! Images at a network's ends: programs have a plane for each channel, whichever way samples go through the network.

use staticnn::layer::Layer;
use staticnn::metric::{self, Metric};
use staticnn::prelude::*;

network! {
    /// Each pixel by itself: y[o][row][column] = sum of W[c][o] x[c][row][column] over c, plus b[o].
    #[scalar(f64)]
    struct Mixed< 2x3x4 -> mix: conv 3 (1x1) >;
    /// A network of images as a stage: its rows go through as they are.
    #[scalar(f64)]
    struct Twice< 2x3x4 -> inner: Mixed -> back: conv 2 (1x1) tanh >;
}

type Input = [[[f64; 4]; 3]; 2];
type Output = [[[f64; 4]; 3]; 3];

/// An input whose values all differ.
fn image(number: usize) -> Input {
    let value = |channel: usize, row: usize, column: usize| {
        let place = (number * 24 + channel * 12 + row * 4 + column) as f64;
        (place * 0.37).sin()
    };
    std::array::from_fn(|channel| std::array::from_fn(|row| std::array::from_fn(|column| value(channel, row, column))))
}

fn net() -> Mixed {
    let mut net = Mixed::init(&mut ChaCha8Rng::seed_from_u64(1));
    net.mix.bias.copy_from_slice(&[0.1, -0.2, 0.3]);
    net
}

/// What the network puts out, by its formula.
fn by_hand(net: &Mixed, x: &Input) -> Output {
    let mix = &net.mix;
    let value = |o: usize, row: usize, column: usize| {
        mix.bias[o] + (0..2).map(|c| mix.weight[0][0][c][o] * x[c][row][column]).sum::<f64>()
    };
    std::array::from_fn(|o| std::array::from_fn(|row| std::array::from_fn(|column| value(o, row, column))))
}

/// Whether two lists of numbers are equal, but for rounding; NaN is equal to nothing.
fn near(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| (a - b).abs() <= 1e-12)
}

fn flat(image: &Output) -> &[f64] {
    image.as_flattened().as_flattened()
}

/// Inputs and targets of 21 samples.
fn data() -> (Vec<Input>, Vec<Output>) {
    let inputs: Vec<Input> = (0..21).map(image).collect();
    let targets = (0..21).map(|number| by_hand(&Mixed::init(&mut ChaCha8Rng::seed_from_u64(2)), &image(number + 50)));
    let targets = targets.collect();
    (inputs, targets)
}

#[test]
fn every_prediction_has_its_planes() {
    let (net, (inputs, _)) = (net(), data());
    let mut outputs = vec![[[[0.0; 4]; 3]; 3]; inputs.len()];
    net.predict_batch(&inputs, &mut outputs).unwrap();
    let mut tape = Tape::<Mixed>::new();
    for (x, y) in inputs.iter().zip(&outputs) {
        let expected = by_hand(&net, x);
        assert!(near(flat(y), flat(&expected)));
        assert!(near(flat(&net.predict(x)), flat(&expected)));
        assert!(near(flat(&net.forward(x, &mut tape)), flat(&expected)));
        let maps = tape.feature_maps("mix").unwrap();
        for (o, plane) in expected.iter().enumerate() {
            assert!(near(&maps.channel(o).collect::<Vec<_>>(), plane.as_flattened()));
            assert_eq!(maps.get(o, 2, 1), Some(maps.channel(o).nth(9).unwrap()));
        }
        assert_eq!((maps.get(3, 0, 0), maps.get(0, 3, 0), maps.get(0, 0, 4)), (None, None, None));
        assert_eq!(maps.channel(3).next(), None);
    }
}

#[test]
fn losses_and_metrics_compare_planes_with_planes() {
    let (net, (inputs, targets)) = (net(), data());
    let squares = |x: &Input, t: &Output| {
        let y = by_hand(&net, x);
        flat(&y).iter().zip(flat(t)).map(|(y, t)| (y - t) * (y - t)).sum::<f64>() / 36.0
    };
    let all: Vec<f64> = inputs.iter().zip(&targets).map(|(x, t)| squares(x, t)).collect();
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    let samples = Samples::new(&inputs, &targets).unwrap();
    assert!(near(&[net.loss(&samples, &Mse)], &[mean]));
    let distance = |x: &Input, t: &Output| {
        flat(&by_hand(&net, x)).iter().zip(flat(t)).map(|(y, t)| (y - t).abs()).sum::<f64>() / 36.0
    };
    let distances = inputs.iter().zip(&targets).map(|(x, t)| distance(x, t));
    assert!(near(&[metric::Mae::new().measure(&net, &samples)], &[distances.sum::<f64>() / 21.0]));
    let chosen = [3, 20, 3, 7];
    let mean = chosen.iter().map(|index| all[*index]).sum::<f64>() / 4.0;
    assert!(near(&[net.loss(&samples.batch(&chosen).unwrap(), &Mse)], &[mean]));
}

/// The derivatives by the formula: of the mean of the squares over some samples.
fn slopes(net: &Mixed, samples: &[(&Input, &Output)]) -> Vec<f64> {
    let mut slopes = vec![0.0; 9];
    for (x, t) in samples {
        let y = by_hand(net, x);
        for o in 0..3 {
            for row in 0..3 {
                for column in 0..4 {
                    let d = 2.0 * (y[o][row][column] - t[o][row][column]) / 36.0 / samples.len() as f64;
                    (0..2).for_each(|c| slopes[3 * c + o] += d * x[c][row][column]);
                    slopes[6 + o] += d;
                }
            }
        }
    }
    slopes
}

#[test]
fn every_gradient_has_its_planes() {
    let (net, (inputs, targets)) = (net(), data());
    let samples = Samples::new(&inputs, &targets).unwrap();
    let pairs: Vec<(&Input, &Output)> = inputs.iter().zip(&targets).collect();
    let mut gradient = Gradient::<Mixed>::new();
    net.gradient(&samples, &Mse, &mut gradient);
    assert!(near(gradient.parameters(), &slopes(&net, &pairs)));
    let chosen = [3, 20, 7];
    net.gradient(&samples.batch(&chosen).unwrap(), &Mse, &mut gradient);
    assert!(near(gradient.parameters(), &slopes(&net, &chosen.map(|index| pairs[index]))));
    net.gradient(&samples.batch(&[5]).unwrap(), &Mse, &mut gradient);
    assert!(near(gradient.parameters(), &slopes(&net, &[pairs[5]])));

    let mut tape = Tape::<Mixed>::new();
    net.forward(&inputs[5], &mut tape);
    gradient.clear();
    net.backward_loss(&mut tape, &Mse, &targets[5], &mut gradient);
    assert!(near(gradient.parameters(), &slopes(&net, &[pairs[5]])));

    // dL/dx[c] = sum of W[c][o] g[o], at the same pixel.
    let g: Output = targets[4];
    let dx = net.backward(&tape, &g, &mut gradient);
    for (c, plane) in dx.iter().enumerate() {
        for (row, line) in plane.iter().enumerate() {
            for (column, value) in line.iter().enumerate() {
                let expected = (0..3).map(|o| net.mix.weight[0][0][c][o] * g[o][row][column]).sum();
                assert!(near(&[*value], &[expected]));
            }
        }
    }
}

#[test]
fn a_network_of_images_is_a_stage() {
    let mut twice = Twice::init(&mut ChaCha8Rng::seed_from_u64(3));
    twice.inner.values_mut().copy_from_slice(net().values());
    let x = image(9);
    let between = by_hand(&net(), &x);
    let y = twice.predict(&x);
    for (o, plane) in y.iter().enumerate() {
        for (row, line) in plane.iter().enumerate() {
            for (column, value) in line.iter().enumerate() {
                let z: f64 = (0..3).map(|c| twice.back.weight[0][0][c][o] * between[c][row][column]).sum();
                assert!(near(&[*value], &[(z + twice.back.bias[o]).tanh()]));
            }
        }
    }
}
