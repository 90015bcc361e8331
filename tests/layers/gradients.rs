//! Derivatives of the loss: what `gradient` finds is what a small change of a parameter does.

use staticnn::prelude::*;
use staticnn_tests::drawn::{Target, assert_close, fill, samples};
use staticnn_tests::twin::Twin;

use crate::dense::{Deep, Four, Lesson, Logits, Questions, Through, Wide, single};

#[test]
fn gradient_overwrites_whatever_was_there() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut net = Lesson::zeros();
    fill(&mut net, &mut rng);
    let (x, y) = samples::<[f64; 1], 3>(&Twin::new("3 -> 12 relu -> 1", net.parameters()), 300, &mut rng);
    let (all, few) = (Samples::new(&x, &y).unwrap(), Samples::new(&x[..5], &y[..5]).unwrap());
    let mut fresh = Gradient::<Lesson>::new();
    net.gradient(&few, &Mse, &mut fresh);

    let mut used = Gradient::<Lesson>::new();
    net.gradient(&all, &Mse, &mut used);
    used.parameters_mut().fill(f64::NAN);
    net.gradient(&few, &Mse, &mut used);
    assert_eq!(used.parameters(), fresh.parameters());
}

#[test]
fn single_precision_agrees_with_double() {
    fn check<N, M, T, L, const I: usize, const O: usize>(shape: &str, loss: &L)
    where
        N: Network<Scalar = f64, Input = [f64; I], Output = [f64; O]>,
        M: Network<Scalar = f32, Input = [f32; I], Output = [f32; O]>,
        T: Target,
        L: Loss<[f64; O], N::Head, Target = T> + Loss<[f32; O], M::Head, Target = T::Narrow>,
    {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let (mut double, mut single) = (N::boxed(), M::boxed());
        fill(&mut *double, &mut rng);
        for (p, q) in double.parameters_mut().iter_mut().zip(single.parameters_mut()) {
            *q = *p as f32;
            *p = f64::from(*q);
        }
        let twin = Twin::new(shape, double.parameters());
        let (x, targets) = samples::<T, I>(&twin, 40, &mut rng);
        let inputs: Vec<_> = x.iter().map(|x| x.map(|x| x as f32)).collect();
        let narrow: Vec<_> = targets.iter().map(Target::narrow).collect();

        let (mut exact, mut rounded) = (Gradient::<N>::boxed(), Gradient::<M>::boxed());
        let loss64 = double.gradient(&Samples::new(&x, &targets).unwrap(), loss, &mut exact);
        let loss32 = single.gradient(&Samples::new(&inputs, &narrow).unwrap(), loss, &mut rounded);
        assert_close(f64::from(loss32), loss64, 1e-6, shape);
        let largest = exact.parameters().iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
        for (g, exact) in rounded.parameters().iter().zip(exact.parameters()) {
            assert!((f64::from(*g) - exact).abs() <= 1e-5 * largest, "{shape}: {g} where {exact} is expected");
        }
    }
    check::<Logits, single::Logits, _, _, _, _>("4 -> 3", &CrossEntropy);
    check::<Questions, single::Questions, _, _, _, _>("3 -> 2 sigmoid", &BinaryCrossEntropy);
    check::<Lesson, single::Lesson, _, _, _, _>("3 -> 12 relu -> 1", &Mse);
    check::<Wide, single::Wide, _, _, _, _>("17 -> 33 relu -> 9 softmax", &CrossEntropy);
    check::<Four, single::Four, _, _, _, _>("3 -> 7 relu -> 6 relu -> 5 leaky_relu(0.2) -> 2 tanh", &Mse);
    let deep = "2 -> 5 relu -> 5 tanh no_bias -> 5 leaky_relu(0.3) -> 5 relu -> 1";
    check::<Deep, single::Deep, _, _, _, _>(deep, &Mae);
}

// The kinks themselves, where the derivative is the left one, or 0.

#[test]
fn relu_passes_nothing_at_zero() {
    network! { #[scalar(f64)] struct Hidden< 1 -> 2 relu -> 1 >; }
    network! { #[scalar(f64)] struct Last< 1 -> 2 relu >; }
    let mut hidden = Hidden::zeros();
    hidden.layer2.weight[0][0] = 1.0;
    hidden.layer2.weight[1][0] = 1.0;
    hidden.layer1.bias[1] = f64::MIN_POSITIVE;
    let mut gradient = Gradient::<Hidden>::new();
    hidden.gradient(&Samples::from((&[[1.0]], &[[-1.0]])), &Mse, &mut gradient);
    assert_eq!(gradient.layer1.bias[..], [0.0, 2.0]);

    let mut last = Last::zeros();
    last.layer1.weight[0][1] = f64::MIN_POSITIVE;
    let mut gradient = Gradient::<Last>::new();
    last.gradient(&Samples::from((&[[1.0]], &[[-1.0, -1.0]])), &Mse, &mut gradient);
    assert_eq!(gradient.layer1.bias[..], [0.0, 1.0]);
}

#[test]
fn leaky_relu_passes_its_slope_at_zero() {
    network! { #[scalar(f64)] struct Leak< 1 -> 2 leaky_relu(0.25) -> 1 >; }
    let mut net = Leak::zeros();
    net.layer2.weight[0][0] = 1.0;
    net.layer2.weight[1][0] = 1.0;
    net.layer1.bias[1] = f64::MIN_POSITIVE;
    let mut gradient = Gradient::<Leak>::new();
    net.gradient(&Samples::from((&[[1.0]], &[[-1.0]])), &Mse, &mut gradient);
    assert_eq!(gradient.layer1.bias[..], [0.5, 2.0]);
}

#[test]
fn the_absolute_error_is_flat_where_the_output_is_right() {
    let mut gradient = Gradient::<Through>::new();
    let net = Through::zeros();
    let loss = net.gradient(&Samples::from((&[[1.0, 2.0, 3.0]], &[[0.0, -1.0]])), &Mae, &mut gradient);
    assert_eq!(loss, 0.5);
    assert_eq!(gradient.parameters(), [0.0, 0.5, 0.0, 1.0, 0.0, 1.5]);
}
