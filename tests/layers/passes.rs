//! The two passes by hand: `forward` and `backward`, sample by sample.

use staticnn::activation::Linear;
use staticnn::prelude::*;
use staticnn_tests::drawn::{fill, normal, samples};
use staticnn_tests::twin::Twin;

use crate::dense::{Gates, Logits, Mixed, Named, Questions, Ragged};

/// The two passes over all samples, with a loss that is one of the outputs.
pub fn by_hand<N, L, const I: usize, const O: usize>(
    samples: &Samples<[f64; I], L::Target>,
    loss: &L,
    net: &N,
) -> Vec<f64>
where
    N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
    L: Loss<[f64; O], Linear>,
{
    let (mut tape, mut gradient, mut output_gradient) = (Tape::<N>::boxed(), Gradient::<N>::boxed(), [0.0; O]);
    for (x, target) in samples.inputs().iter().zip(samples.targets()) {
        let y = net.forward(x, &mut tape);
        loss.sample(&y, target, &mut output_gradient);
        net.backward(&tape, &output_gradient, &mut gradient);
    }
    gradient.parameters().iter().map(|sum| sum / samples.len() as f64).collect()
}

/// Compares two gradients: each derivative relative to the largest.
pub fn assert_all_close(found: &[f64], expected: &[f64], what: &str) {
    let largest = expected.iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-12 * largest, "{what}: {found} where {expected} is expected");
    }
}

#[test]
fn losses_from_logits_agree_with_the_passes_by_hand() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut net = Logits::zeros();
    fill(&mut net, &mut rng);
    let twin = Twin::new("4 -> 3", net.parameters());
    let mut gradient = Gradient::<Logits>::new();

    let (x, classes) = samples::<Class<3>, 4>(&twin, 200, &mut rng);
    let labelled = Samples::new(&x, &classes).unwrap();
    net.gradient(&labelled, &CrossEntropy, &mut gradient);
    assert_all_close(gradient.parameters(), &by_hand(&labelled, &CrossEntropy, &net), "classes");

    let (x, answers) = samples::<[f64; 3], 4>(&twin, 200, &mut rng);
    let answered = Samples::new(&x, &answers).unwrap();
    net.gradient(&answered, &BinaryCrossEntropy, &mut gradient);
    assert_all_close(gradient.parameters(), &by_hand(&answered, &BinaryCrossEntropy, &net), "answers");
}

#[test]
fn the_fused_cross_entropies_have_the_gradient_of_the_long_way_round() {
    /// -ln p of the right class, from probabilities.
    struct FromProbabilities;
    impl<const N: usize> Loss<[f64; N], Linear> for FromProbabilities {
        type Target = Class<N>;
        fn sample(&self, p: &[f64; N], class: &Class<N>, gradient: &mut [f64; N]) -> f64 {
            *gradient = [0.0; N];
            gradient[class.index()] = -1.0 / p[class.index()];
            -p[class.index()].ln()
        }
    }
    /// The mean of -t ln p - (1 - t) ln(1 - p), from probabilities.
    struct FromAnswers;
    impl<const N: usize> Loss<[f64; N], Linear> for FromAnswers {
        type Target = [f64; N];
        fn sample(&self, p: &[f64; N], target: &[f64; N], gradient: &mut [f64; N]) -> f64 {
            let mut sum = 0.0;
            for ((p, t), g) in p.iter().zip(target).zip(gradient) {
                *g = ((1.0 - t) / (1.0 - p) - t / p) / N as f64;
                sum -= t * p.ln() + (1.0 - t) * (1.0 - p).ln();
            }
            sum / N as f64
        }
    }

    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut ragged = Ragged::zeros();
    fill(&mut ragged, &mut rng);
    let (x, classes) = samples(&Twin::new("5 -> 7 tanh -> 3 softmax", ragged.parameters()), 50, &mut rng);
    let labelled = Samples::new(&x, &classes).unwrap();
    let mut gradient = Gradient::<Ragged>::new();
    ragged.gradient(&labelled, &CrossEntropy, &mut gradient);
    assert_all_close(gradient.parameters(), &by_hand(&labelled, &FromProbabilities, &ragged), "softmax");

    let mut questions = Questions::zeros();
    fill(&mut questions, &mut rng);
    let (x, answers) = samples(&Twin::new("3 -> 2 sigmoid", questions.parameters()), 50, &mut rng);
    let answered = Samples::new(&x, &answers).unwrap();
    let mut gradient = Gradient::<Questions>::new();
    questions.gradient(&answered, &BinaryCrossEntropy, &mut gradient);
    assert_all_close(gradient.parameters(), &by_hand(&answered, &FromAnswers, &questions), "sigmoid");
}

#[test]
fn backward_adds_until_the_gradient_is_cleared() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let mut net = Mixed::zeros();
    fill(&mut net, &mut rng);
    let (mut tape, mut gradient) = (Tape::<Mixed>::new(), Gradient::<Mixed>::default());
    net.forward(&normal(&mut rng), &mut tape);

    net.backward(&tape, &[1.0, -2.0], &mut gradient);
    let once = gradient.parameters().to_vec();
    assert!(once.iter().any(|g| *g != 0.0));
    net.backward(&tape, &[1.0, -2.0], &mut gradient);
    let twice: Vec<f64> = once.iter().map(|g| 2.0 * g).collect();
    assert_eq!(gradient.parameters(), twice);

    gradient.clear();
    assert_eq!(gradient.parameters(), vec![0.0; Mixed::PARAMETERS]);
    net.backward(&tape, &[1.0, -2.0], &mut gradient);
    assert_eq!(gradient.parameters(), once);
}

#[test]
fn a_tape_is_of_the_last_forward_pass_alone() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut net = Gates::zeros();
    fill(&mut net, &mut rng);
    let (first, second) = (normal(&mut rng), normal(&mut rng));
    let (mut fresh, mut used) = (Tape::<Gates>::default(), Tape::<Gates>::new());
    net.forward(&first, &mut used);
    net.forward(&second, &mut used);
    net.forward(&second, &mut fresh);

    let (mut a, mut b) = (Gradient::<Gates>::new(), Gradient::<Gates>::new());
    let arriving = [1.0, 0.0, -1.0, 0.5];
    assert_eq!(net.backward(&used, &arriving, &mut a), net.backward(&fresh, &arriving, &mut b));
    assert_eq!(a.parameters(), b.parameters());
}

#[test]
fn a_gradient_has_the_networks_fields() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let mut net = Named::zeros();
    fill(&mut net, &mut rng);
    let mut gradient = Gradient::<Named>::new();
    let samples = ([normal(&mut rng)], [Class::new(2).unwrap()]);
    net.gradient(&Samples::from((&samples.0, &samples.1)), &CrossEntropy, &mut gradient);

    let (weights, biases) = (&gradient.a.weight, &gradient.a.bias);
    assert_eq!((weights.len(), weights[0].len(), biases.len()), (3, 5, 5));
    assert_eq!((gradient.b.weight.len(), gradient.b.bias.len()), (5, 0), "no_bias leaves no bias");
    assert_eq!((gradient.layer3.bias.len(), gradient.d.bias.len()), (3, 3));
    let fields: Vec<f64> = [weights[..].concat(), biases.to_vec(), gradient.b.weight[..].concat()].concat();
    assert_eq!(fields, gradient.parameters()[..fields.len()]);
    let sum: f64 = gradient.d.bias.iter().sum();
    assert!(sum.abs() < 1e-15, "p - t sums to 0 over the classes");
    assert!(gradient.d.bias[2] < 0.0);
}

#[test]
fn softmax_passes_nothing_of_a_gradient_that_is_the_same_for_all() {
    network! { #[scalar(f64)] struct Choice< 1 -> 4 softmax >; }
    let mut net = Choice::zeros();
    net.layer1.bias[..].copy_from_slice(&[0.3, -1.0, 2.0, 0.0]);
    let (mut tape, mut gradient) = (Tape::new(), Gradient::new());
    net.forward(&[1.0], &mut tape);
    net.backward(&tape, &[5.0; 4], &mut gradient);
    assert!(gradient.layer1.bias.iter().all(|g| g.abs() < 1e-14));
}
