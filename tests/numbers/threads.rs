//! Several threads: the bits of any other number of threads.

use staticnn::prelude::*;
use staticnn::workers::Workers;

network! {
    /// 5248 multiplications with additions: a part has at least 77 samples.
    #[derive(Clone)]
    struct Wide< 16 -> 64 relu -> 64 tanh -> 2 >;
    /// With values that a training drops.
    #[derive(Clone)]
    struct Dropping< 16 -> 64 relu -> dropout 0.3 -> 64 tanh -> dropout 0.2 -> 2 >;
}

const SAMPLES: usize = 500;

type Data = (Vec<[f32; 16]>, Vec<[f32; 2]>);

fn data() -> Data {
    let x: Vec<[f32; 16]> = (0..SAMPLES).map(|i| std::array::from_fn(|j| (0.37 * (i * 16 + j) as f32).sin())).collect();
    let y = x.iter().map(|x| [x[0] * x[1], x[2] - x[3]]).collect();
    (x, y)
}

fn net() -> Wide {
    Wide::init(&mut ChaCha8Rng::seed_from_u64(42))
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn gradients_and_losses_do_not_depend_on_the_number_of_threads() {
    let (x, y) = data();
    let net = net();
    let weights: Vec<f32> = (0..SAMPLES).map(|i| (i % 5) as f32).collect();
    let all = Samples::new(&x, &y).unwrap();
    let weighted = Samples::weighted(&x, &y, &weights).unwrap();
    let backwards: Vec<usize> = (0..SAMPLES).rev().collect();
    let few: Vec<usize> = (0..20).collect();
    let some: Vec<usize> = (100..343).collect();
    for samples in [all, weighted, all.batch(&backwards).unwrap(), all.batch(&few).unwrap(), all.batch(&some).unwrap()]
    {
        let mut plain = Gradient::boxed();
        let plain_loss = net.gradient(&samples, &Mse, &mut plain);
        // Workers that have computed nothing before: no buffer has what another part left there.
        let results = [1, 2, 3, 7].map(|threads| {
            let mut workers = Workers::boxed(threads);
            assert_eq!(workers.threads(), threads);
            let loss = net.gradient_with(&samples, &Mse, &mut workers);
            let first = bits(workers.gradient().parameters());
            assert_eq!(net.gradient_with(&samples, &Mse, &mut workers).to_bits(), loss.to_bits());
            assert_eq!(bits(workers.gradient().parameters()), first, "a second call");
            (loss.to_bits(), net.loss_with(&samples, &Mse, &mut workers).to_bits(), first)
        });
        for result in &results[1..] {
            assert!(*result == results[0], "{} samples", samples.len());
        }
        assert!((f32::from_bits(results[0].0) - plain_loss).abs() <= 1e-6 * plain_loss);
        assert!((f32::from_bits(results[0].1) - plain_loss).abs() <= 1e-6 * plain_loss);
        for (g, plain) in results[0].2.iter().zip(plain.parameters()) {
            let error = (f32::from_bits(*g) - plain).abs();
            assert!(error <= 1e-6, "{error} with {} samples", samples.len());
        }
    }
}

#[test]
fn predictions_are_those_of_one_thread() {
    let (x, _) = data();
    let net = net();
    let mut plain = vec![[0.0; 2]; SAMPLES];
    net.predict_batch(&x, &mut plain).unwrap();
    for threads in [1, 2, 3] {
        let mut outputs = vec![[0.0; 2]; SAMPLES];
        net.predict_batch_with(&x, &mut outputs, &mut Workers::boxed(threads)).unwrap();
        assert_eq!(bits(outputs.as_flattened()), bits(plain.as_flattened()));
    }
    let error = net.predict_batch_with(&x, &mut plain[1..], &mut Workers::boxed(2)).unwrap_err();
    assert_eq!(error.to_string(), net.predict_batch(&x, &mut plain[1..]).unwrap_err().to_string());
}

#[test]
fn trainings_do_not_depend_on_the_number_of_threads() {
    let (x, y) = data();
    let samples = Samples::new(&x, &y).unwrap();
    let train = |threads| {
        let mut net = net();
        let mut epochs = 0;
        let mut trainer = Trainer::new(Mse, Adam::new(1e-3))
            .epochs(2)
            .batch_size(300)
            .validation(&samples)
            .on_epoch(|_| epochs += 1)
            .threads(threads);
        let history = trainer.fit(&mut net, &samples, &mut ChaCha8Rng::seed_from_u64(1)).unwrap();
        drop(trainer);
        assert_eq!(epochs, 2);
        (bits(net.parameters()), history)
    };
    let one = train(1);
    for threads in [0, 2, 3] {
        assert!(train(threads) == one, "{threads} threads");
    }
}

#[test]
fn a_panic_in_a_callback_arrives() {
    let (x, y) = data();
    let samples = Samples::new(&x, &y).unwrap();
    let caught = std::panic::catch_unwind(|| {
        let mut trainer =
            Trainer::new(Mse, Adam::new(1e-3)).epochs(2).on_batch(|_| panic!("from the callback")).threads(2);
        let _ = trainer.fit(&mut net(), &samples, &mut ChaCha8Rng::seed_from_u64(1));
    });
    assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"from the callback"));
}

#[test]
fn the_same_values_are_dropped_on_any_number_of_threads() {
    let (x, y) = data();
    let (samples, net) = (Samples::new(&x, &y).unwrap(), Dropping::init(&mut ChaCha8Rng::seed_from_u64(42)));
    let mut plain = Gradient::<Dropping>::boxed();
    plain.set_seed(7);
    let plain_losses = [(); 2].map(|()| net.gradient(&samples, &Mse, &mut plain));
    let results = [1, 2, 3, 7].map(|threads| {
        let mut workers = Workers::<Dropping>::boxed(threads);
        workers.gradient_mut().set_seed(7);
        let losses = [(); 2].map(|()| net.gradient_with(&samples, &Mse, &mut workers));
        assert!(losses[0] != losses[1], "another step drops other values");
        (losses.map(f32::to_bits), bits(workers.gradient().parameters()))
    });
    assert!(results[1..].iter().all(|result| *result == results[0]));
    for (loss, plain) in results[0].0.map(f32::from_bits).iter().zip(plain_losses) {
        assert!((loss - plain).abs() <= 1e-6 * plain);
    }
    for (g, plain) in results[0].1.iter().zip(plain.parameters()) {
        assert!((f32::from_bits(*g) - plain).abs() <= 1e-6);
    }
    let train = |threads, seed| {
        let mut net = net.clone();
        let mut trainer = Trainer::new(Mse, Adam::new(1e-3)).epochs(2).batch_size(300).threads(threads);
        let history = trainer.fit(&mut net, &samples, &mut ChaCha8Rng::seed_from_u64(seed)).unwrap();
        (bits(net.parameters()), history)
    };
    let one = train(1, 1);
    assert!([2, 3, 7].into_iter().all(|threads| train(threads, 1) == one));
}

network! {
    /// Every kind of stage that goes through the steps of a series.
    #[derive(Clone)]
    struct Heard< 12x3 -> conv 4 (3, causal) tanh -> gru 8 -> attention 8 (heads 2, causal) -> lstm 5 -> rnn 4 -> 2 >;
    #[block(1)]
    struct OneByOne< 12x3 -> conv 4 (3, causal) tanh -> gru 8 -> attention 8 (heads 2, causal) -> lstm 5 -> rnn 4 -> 2 >;
    #[block(7)]
    struct BySeven< 12x3 -> conv 4 (3, causal) tanh -> gru 8 -> attention 8 (heads 2, causal) -> lstm 5 -> rnn 4 -> 2 >;
}

/// What these networks put out.
type Answer = [[f32; 2]; 12];

#[test]
fn series_have_the_bits_of_any_number_of_threads_and_any_block() {
    let value = |i: usize| (0.37 * i as f32).sin();
    let x: Vec<[[f32; 3]; 12]> = (0..SAMPLES)
        .map(|i| std::array::from_fn(|step| std::array::from_fn(|j| value(36 * i + 3 * step + j))))
        .collect();
    let y: Vec<Answer> = x.iter().map(|x| x.map(|[a, b, c]| [a * b, b - c])).collect();
    let samples = Samples::new(&x, &y).unwrap();
    let net = Heard::init(&mut ChaCha8Rng::seed_from_u64(42));
    let results = [1, 2, 3, 7].map(|threads| {
        let mut workers = Workers::boxed(threads);
        let loss = net.gradient_with(&samples, &Mse, &mut workers);
        (loss.to_bits(), bits(workers.gradient().parameters()))
    });
    assert!(results[1..].iter().all(|result| *result == results[0]));

    let mut expected = vec![[[0.0; 2]; 12]; SAMPLES];
    net.predict_batch(&x, &mut expected).unwrap();
    let outputs = |predict: &dyn Fn(&mut [Answer])| {
        let mut outputs = vec![[[0.0; 2]; 12]; SAMPLES];
        predict(&mut outputs);
        bits(outputs.as_flattened().as_flattened())
    };
    let expected = bits(expected.as_flattened().as_flattened());
    let (mut one, mut seven) = (OneByOne::boxed(), BySeven::boxed());
    one.parameters_mut().copy_from_slice(net.parameters());
    seven.parameters_mut().copy_from_slice(net.parameters());
    assert!(expected == outputs(&|y| y.iter_mut().zip(&x).for_each(|(y, x)| *y = net.predict(x))), "one by one");
    assert!(expected == outputs(&|y| one.predict_batch(&x, y).unwrap()), "in blocks of 1");
    assert!(expected == outputs(&|y| seven.predict_batch(&x, y).unwrap()), "in blocks of 7");
    assert!(expected == outputs(&|y| net.predict_batch_with(&x, y, &mut Workers::boxed(3)).unwrap()), "on 3 threads");
}
