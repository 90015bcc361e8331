//! What a trainer takes, whether its network is known from the optimizer or from `fit`.

use staticnn::prelude::*;

network! { struct Line< 1 -> 1 >; }

#[test]
fn a_trainer_takes_a_network_and_what_holds_one() {
    let (samples, mut rng) = (Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]])), ChaCha8Rng::seed_from_u64(1));
    let mut expected = Line::zeros();
    Trainer::new(Mse, Adam::new(0.1)).epochs(3).fit(&mut expected, &samples, &mut rng).unwrap();

    let (mut boxed, mut lent) = (Line::boxed(), Line::zeros());
    Trainer::new(Mse, Adam::new(0.1)).epochs(3).fit(&mut boxed, &samples, &mut rng).unwrap();
    assert_eq!(boxed.parameters(), expected.parameters());
    Trainer::new(Mse, Adam::new(0.1)).epochs(3).fit(&mut &mut lent, &samples, &mut rng).unwrap();
    assert_eq!(lent.parameters(), expected.parameters());

    let mut boxed = Line::boxed();
    Trainer::new(Mse, Adam::<Line>::new(0.1)).epochs(3).fit(&mut boxed, &&samples, &mut rng).unwrap();
    assert_eq!(boxed.parameters(), expected.parameters());
    let mut boxed = Line::boxed();
    Trainer::new(Mse, Adam::<Line>::new(0.1)).epochs(3).fit(&mut *boxed, &samples, &mut rng).unwrap();
    assert_eq!(boxed.parameters(), expected.parameters());
}

#[test]
fn a_trainer_is_kept_before_its_network_is_known() {
    let (samples, mut rng) = (Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]])), ChaCha8Rng::seed_from_u64(1));
    let mut optimizer = Momentum::new(0.01, 0.9);
    let mut trainer = Trainer::new(Huber::new(1.0), &mut optimizer).epochs(20);
    if samples.len() > 1 {
        trainer = trainer.validation(&samples);
    }
    let history = trainer.fit(&mut Line::zeros(), &samples, &mut rng).unwrap();
    assert_eq!(history.validation().len(), 20);
    let _typed: Trainer<'_, Line, Mse, Sgd<f32>> = Trainer::new(Mse, Sgd::new(0.1));
}

fn train<N: Network<Scalar = f32, Input = [f32; 1], Output = [f32; 1]>>(mut net: N) -> N {
    let (samples, mut rng) = (Samples::from((&[[1.0], [2.0]], &[[1.0], [3.0]])), ChaCha8Rng::seed_from_u64(1));
    Trainer::new(Mse, Adam::new(0.1)).validation(&samples).epochs(3).fit(&mut net, &samples, &mut rng).unwrap();
    net
}

#[test]
fn a_network_of_generic_code_is_trained() {
    network! { struct Curve< 1 -> 4 tanh -> 1 >; }
    let start = Curve::init(&mut ChaCha8Rng::seed_from_u64(2));
    let trained = train(Curve::init(&mut ChaCha8Rng::seed_from_u64(2)));
    assert_ne!(trained.parameters(), start.parameters());
    assert_ne!(train(Line::zeros()).parameters(), [0.0, 0.0]);
}

#[test]
fn targets_and_rates_are_inferred() {
    network! { struct Choice< 2 -> 3 softmax >; }
    let rows = [vec![1.0, 2.0], vec![3.0, 4.0]];
    let x = rows.iter().map(|row| row[..].try_into()).collect::<Result<Vec<_>, _>>().unwrap();
    let y = [0, 2].map(|label| Class::new(label).unwrap());
    let samples = Samples::new(&x, &y).unwrap();
    assert!((Choice::zeros().loss(&samples, &CrossEntropy) - 3.0_f32.ln()).abs() < 1e-6);
    let mut optimizer = Adam::<Choice>::new("0.1".parse().unwrap());
    optimizer.set_rate(0.2);
}
