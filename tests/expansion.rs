//! The expansions by hand are networks, and compute what the macro's do.

use staticnn::layer::{Number as _, Real as _, Steps};
use staticnn::prelude::*;

#[path = "expansion/classifier.rs"]
mod classifier;
#[path = "expansion/recurrent.rs"]
mod recurrent;
#[path = "expansion/regressor.rs"]
mod regressor;
mod nested {
    use super::Encoder;

    include!("expansion/nested.rs");
}

network! {
    /// Three predictors, one response.
    pub struct Regressor< 3 -> 12 relu -> 1 >;

    #[derive(Clone, Debug, PartialEq)]
    #[scalar(f64)]
    pub struct Classifier< 4 -> hidden: 8 tanh no_bias -> 3 softmax >;

    /// Answers with what it heard some steps before.
    pub struct Echo< 16x1 -> gru 8 -> 1 >;

    pub struct Encoder< 8 -> 16 relu -> 4 tanh >;
    pub struct Model< 8 -> Encoder -> 1 >;
}

/// Trains for a while: the losses, and then the parameters and an output.
fn trained<N: Network, L: Loss<N::Output, N::Head>>(inputs: &[N::Input], targets: &[L::Target], loss: &L) -> Vec<f64>
where
    StandardNormal: Initializer<N::Scalar>,
{
    let samples = Samples::new(inputs, targets).unwrap();
    let mut net = N::new(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(42));
    let (mut gradient, mut optimizer) = (Gradient::<N>::boxed(), Sgd::new(N::Scalar::from_f64(1e-2)));
    let mut seen = Vec::new();
    for _ in 0..20 {
        seen.push(net.gradient(&samples, loss, &mut gradient).to_f64());
        optimizer.step(&mut net, &gradient);
    }
    seen.extend(net.parameters().iter().map(|p| p.to_f64()));
    let (mut tape, mut one) = (Tape::boxed(), Gradient::boxed());
    let output = net.forward(&inputs[0], &mut tape);
    net.backward(&tape, &output, &mut one);
    seen.extend(one.parameters().iter().map(|g| g.to_f64()));
    seen
}

fn regression<N: Network<Scalar = f32, Input = [f32; I], Output = [f32; 1]>, const I: usize>() -> Vec<f64> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let x: Vec<[f32; I]> = (0..150).map(|_| [(); I].map(|()| StandardNormal.sample(&mut rng))).collect();
    let y: Vec<[f32; 1]> = x.iter().map(|x| [0.2 * x[0] - 1.3 * x[1] + 0.5 * x[2]]).collect();
    trained::<N, Mse>(&x, &y, &Mse)
}

fn classification<N>() -> Vec<f64>
where
    N: Network<Scalar = f64, Input = [f64; 4], Output = [f64; 3]>,
    CrossEntropy: Loss<[f64; 3], N::Head, Target = Class<3>>,
{
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let x: Vec<[f64; 4]> = (0..150).map(|_| [(); 4].map(|()| StandardNormal.sample(&mut rng))).collect();
    let label = |[a, b, c, _]: &[f64; 4]| Class::most_likely(&[*a, *b, *c]);
    let y: Vec<Class<3>> = x.iter().map(label).collect();
    trained::<N, CrossEntropy>(&x, &y, &CrossEntropy)
}

/// The targets are the inputs of three steps before. Behind the training stand the outputs of a stream.
fn echo<N>() -> Vec<f64>
where
    N: Network<Scalar = f32, Input = [[f32; 1]; 16], Output = [[f32; 1]; 16]>,
    N: Network<Stream = Steps, Frame = [f32; 1], FrameOutput = [f32; 1]>,
{
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let x: Vec<[[f32; 1]; 16]> = (0..150).map(|_| [(); 16].map(|()| [StandardNormal.sample(&mut rng)])).collect();
    let y: Vec<[[f32; 1]; 16]> =
        x.iter().map(|x| core::array::from_fn(|step| if step < 3 { [0.0] } else { x[step - 3] })).collect();
    let mut seen = trained::<N, Mse>(&x, &y, &Mse);
    let (net, mut state) = (N::new(&StandardNormal, &mut rng), State::<N>::new());
    seen.extend(x[0].iter().map(|x| f64::from(net.step(x, &mut state)[0])));
    seen
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn the_expansions_by_hand_train() {
    let nested = regression::<nested::Model, 8>();
    let echo = echo::<recurrent::Echo>();
    for losses in [regression::<regressor::Regressor, 3>(), classification::<classifier::Classifier>(), nested, echo] {
        assert!(losses[19] < 0.9 * losses[0], "from {} to {}", losses[0], losses[19]);
    }
}

#[test]
fn by_hand_and_by_macro_are_the_same_to_the_last_bit() {
    assert_eq!(bits(&regression::<regressor::Regressor, 3>()), bits(&regression::<Regressor, 3>()));
    assert_eq!(bits(&regression::<nested::Model, 8>()), bits(&regression::<Model, 8>()));
    assert_eq!(bits(&classification::<classifier::Classifier>()), bits(&classification::<Classifier>()));
    assert_eq!(bits(&echo::<recurrent::Echo>()), bits(&echo::<Echo>()));
}

/// A network from numbers, then from its bytes.
macro_rules! from_numbers {
    ($Net:path) => {{
        let net = <$Net>::from_parameters(&[0.5; <$Net>::PARAMETERS]);
        assert!(<$Net>::from_le_bytes(&net.to_le_bytes()).parameters().iter().all(|p| *p == 0.5));
    }};
}

#[test]
fn the_expansions_by_hand_are_made_from_numbers_and_from_bytes() {
    from_numbers!(regressor::Regressor);
    from_numbers!(nested::Model);
    from_numbers!(recurrent::Echo);
    from_numbers!(classifier::Classifier);
}
