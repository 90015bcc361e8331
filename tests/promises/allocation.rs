//! Training and predicting don't allocate, and loading no more than a file's size. A program without the test harness: the counter counts for the whole process.

use std::alloc::System;
use std::hint::black_box;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use staticnn::dataset::idx;
use staticnn::metric::{Accuracy, Average, ConfusionMatrix, F1, Metric, R2, RocAuc, Scored};
use staticnn::optimizer::{Ema, Lbfgs, LevenbergMarquardt};
use staticnn::prelude::*;
use staticnn::scaler::Standardizer;
use staticnn::schedule::{Plateau, Schedule};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Smooth< 3 -> 12 gelu -> 5 prelu -> 1 sin >;
    struct Classifier< 3 -> 300 tanh -> 4 softmax >;
    struct Amp< 16x2 -> conv 4 (3, causal) -> lstm 5 -> gru 3 -> rnn 2 -> 1 tanh >;
    struct Image<
        2x8x9 -> conv 6 (3x3, pad 1) relu -> max_pool 2x3 -> layer_norm -> depthwise (3x3, pad 1) -> batch_norm
            -> conv 4 (2x2, groups 2) -> avg_pool 3x2 -> flatten -> rms_norm -> dropout 0.5 -> 3
    >;
}

/// How often memory was asked for so far, or given back.
fn calls() -> usize {
    let stats = ALLOCATOR.stats();
    stats.allocations + stats.reallocations + stats.deallocations
}

/// How often the allocator is called meanwhile.
fn calls_of(work: impl FnOnce()) -> usize {
    let before = calls();
    work();
    calls() - before
}

/// How many bytes are asked for meanwhile, those that are given back included.
fn bytes_of(work: impl FnOnce()) -> usize {
    let asked = || {
        let stats = ALLOCATOR.stats();
        stats.bytes_allocated.saturating_add_signed(stats.bytes_reallocated.max(0))
    };
    let before = asked();
    work();
    asked() - before
}

/// An optimizer that writes down the counter at its first step and at its last.
struct Counting<'a, O> {
    inner: O,
    seen: &'a mut Option<[usize; 2]>,
}

impl<N: Network, O: Optimizer<N>> Optimizer<N> for Counting<'_, O> {
    fn step(&mut self, net: &mut N, gradient: &Gradient<N>) {
        self.inner.step(net, gradient);
        let now = calls();
        *self.seen = Some(self.seen.map_or([now, now], |[first, _]| [first, now]));
    }
}

/// The loop by hand, its first step included.
fn by_hand<N, L>(samples: &Samples<'_, N::Input, L::Target>, loss: &L, mut optimizer: impl Optimizer<N>)
where
    N: Network<Scalar = f32>,
    L: Loss<N::Output, N::Head>,
{
    let mut net = N::new(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(1));
    let mut gradient = Gradient::<N>::new();
    for _ in 0..3 {
        black_box(net.gradient(samples, loss, &mut gradient));
        optimizer.step(&mut net, &gradient);
    }
    black_box(net.loss(samples, loss));
}

/// A stream, from its state on.
fn stream() {
    let (net, mut state, mut y) = (Amp::init(&mut ChaCha8Rng::seed_from_u64(1)), State::<Amp>::new(), [[0.0]; 50]);
    black_box(net.step(&[0.5, 0.1], &mut state));
    net.run(&[[0.5, 0.1]; 50], &mut y, &mut state).unwrap();
    state.reset();
    black_box((state.clone(), y));
}

/// A metric that writes down the counter once per epoch.
struct Watching<'a>(&'a mut Vec<usize>);

impl<O, T> Metric<O, T> for Watching<'_> {
    fn clear(&mut self) {
        self.0.push(calls());
    }
    fn add(&mut self, _: &O, _: &T) {}
    fn value(&self) -> f64 {
        0.0
    }
}

/// A training with every option but callbacks and the bar allocates before its first step only.
fn with_every_option() {
    let x: Vec<[f32; 3]> = (0..1200).map(|i| [(i % 11) as f32 / 11.0, (i % 7) as f32 / 7.0, -1.0]).collect();
    let y: Vec<Class<4>> = (0..1200).map(|i| Class::new(i % 4).unwrap()).collect();
    let labels = Samples::new(&x, &y).unwrap();
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("allocation.checkpoint");
    let mut seen = Vec::with_capacity(100);
    let mut net = Classifier::init(&mut ChaCha8Rng::seed_from_u64(3));
    // Batches of three parts on two threads.
    let mut trainer = Trainer::new(CrossEntropy, ClipNorm::new(1.0, Adam::new(1e-3)))
        .epochs(12)
        .batch_size(600)
        .accumulate(2)
        .validation(&labels)
        .metric("accuracy", Accuracy::new())
        .metric("calls of the allocator", Watching(&mut seen))
        .early_stopping(1000)
        .schedule(Plateau::new(0.5, 3).after_warm_up(3))
        .max_seconds(1e6)
        .report_every(4)
        .checkpoint(&path, 2)
        .threads(2);
    trainer.fit(&mut net, &labels, &mut ChaCha8Rng::seed_from_u64(4)).unwrap();
    drop(trainer);
    // In the first epochs the second thread starts, and standard output gets its buffer.
    assert_eq!(seen.len(), 12);
    assert_eq!(seen[11] - seen[5], 0, "between the sixth epoch and the last");
    std::fs::remove_file(path).unwrap();
}

fn main() {
    assert_eq!(calls_of(|| drop(black_box(Box::new(1)))), 2, "the counter sees a planted allocation");

    let x: Vec<[f32; 3]> = (0..300).map(|i| [i as f32 / 300.0, (i % 7) as f32, -1.0]).collect();
    let y: Vec<[f32; 1]> = x.iter().map(|x| [x[0] - x[1]]).collect();
    let classes: Vec<Class<4>> = (0..300).map(|i| Class::new(i % 4).unwrap()).collect();
    let (numbers, labels) = (Samples::new(&x, &y).unwrap(), Samples::new(&x, &classes).unwrap());

    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Mse, Sgd::new(1e-3))), 0);
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Mae, Momentum::new(1e-3, 0.9))), 0);
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &BinaryCrossEntropy, Adam::new(1e-3))), 0);
    assert_eq!(calls_of(|| by_hand::<Classifier, _>(&labels, &CrossEntropy, Adam::new(1e-3))), 0);
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Mse, NAdam::new(1e-3))), 0);
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Mse, RAdam::new(1e-3))), 0);
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Mse, RmsProp::new(1e-3))), 0);
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Mse, Ema::new(0.9, AdaGrad::new(1e-3)))), 0);
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Mse, Lion::new(1e-3))), 0);
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Mse, AdamW::new(1e-3, 1e-2))), 0);
    let wrapped = || ClipNorm::new(1.0, L2::new(1e-3, WeightDecay::new(1e-2, L1::new(1e-3, Adam::new(1e-3)))));
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Huber::new(1.0), wrapped())), 0);
    assert_eq!(calls_of(|| by_hand::<Smooth, _>(&numbers, &LogCosh, ClipValue::new(1.0, Sgd::new(1e-3)))), 0);

    let images = vec![[[[0.5; 9]; 8]; 2]; 40];
    let three: Vec<Class<3>> = (0..40).map(|i| Class::new(i % 3).unwrap()).collect();
    let images = Samples::new(&images, &three).unwrap();
    assert_eq!(calls_of(|| by_hand::<Image, _>(&images, &CrossEntropy, Adam::new(1e-3))), 0);

    let (windows, steps) = ([[[0.5; 2]; 16]; 40], [[[0.1]; 16]; 40]);
    let windows = Samples::from((&windows, &steps));
    assert_eq!(calls_of(|| by_hand::<Amp, _>(&windows, &Mse, Adam::new(1e-3))), 0);
    assert_eq!(calls_of(stream), 0);

    let (mut one, mut other) = (Regressor::init(&mut ChaCha8Rng::seed_from_u64(5)), Regressor::zeros());
    other.copy_from(&one);
    let mut by_curvature = Lbfgs::new(Mae).iterations(5);
    let mut by_squares = LevenbergMarquardt::new().iterations(5);
    let mut histories = None;
    let full_batch = calls_of(|| {
        histories = Some([by_curvature.fit(&mut one, &numbers), by_squares.fit(&mut other, &numbers)]);
    });
    assert!(
        histories.unwrap().iter().all(|history| history.as_ref().is_ok_and(|history| history.training().len() == 5))
    );
    assert_eq!(full_batch, 4, "losses and rates of the history of each");

    let net = Classifier::init(&mut ChaCha8Rng::seed_from_u64(2));
    let mut outputs = vec![[0.0; 4]; 300];
    let by_sample = calls_of(|| {
        black_box(net.predict(&x[0]));
        let (mut tape, mut gradient) = (Tape::new(), Gradient::new());
        let output = net.forward(&x[0], &mut tape);
        black_box(net.backward(&tape, &output, &mut gradient));
        black_box((Class::most_likely(&output), softmax(&output)));
    });
    assert_eq!(by_sample, 0);
    assert_eq!(calls_of(|| net.predict_batch(&x, &mut outputs).unwrap()), 0);

    let judged = calls_of(|| {
        let (mut matrix, mut f1, mut auc) =
            (ConfusionMatrix::new(), F1::new(Average::Macro), RocAuc::new([Scored::EMPTY; 300]));
        black_box((matrix.measure(&net, &labels), f1.measure(&net, &labels)));
        for (output, row) in outputs.iter().zip(&y) {
            auc.add(&[output[0]], &[f32::from(row[0] > 0.0)]);
        }
        black_box((auc.value(), auc.curve().count()));
        let (scaler, mut line) = (Standardizer::fit(&x).unwrap(), Regressor::zeros());
        black_box(scaler.apply(&x[0]));
        scaler.fold_into(&mut line).unwrap();
        black_box(R2::new().measure(&line, &numbers));
    });
    assert_eq!(judged, 0);

    let mut seen = None;
    let mut net = Classifier::init(&mut ChaCha8Rng::seed_from_u64(3));
    let optimizer = Counting { inner: Adam::boxed(1e-3), seen: &mut seen };
    let mut trainer = Trainer::new(CrossEntropy, optimizer).epochs(5).batch_size(64).validation(&labels);
    let all = calls_of(|| {
        trainer.fit(&mut net, &labels, &mut ChaCha8Rng::seed_from_u64(4)).unwrap();
    });
    drop(trainer); // it holds `seen`
    let [first, last] = seen.expect("there were steps");
    assert_eq!(last - first, 0, "between the first step and the last");
    assert!(all > 0, "the trainer makes its room before");
    with_every_option();
    let saved = Classifier::zeros().to_safetensors();
    let huge = |shape: u64, end: u64| {
        let header = format!("{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[0,{end}]}}}}");
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &saved[..4]].concat()
    };
    let lie = |length: u64| [&length.to_le_bytes(), &saved[8..]].concat();
    let hostile =
        [lie(1 << 60), lie(u64::MAX), lie(1 << 20), huge(1 << 60, 1 << 62), huge(1 << 40, 4), huge(1, u64::MAX)];
    for (index, bytes) in hostile.iter().enumerate() {
        let most = bytes_of(|| {
            let mut net = Classifier::zeros();
            net.load_safetensors(bytes).unwrap_err();
            net.load_pytorch_bytes(bytes).unwrap_err();
        });
        assert!(most < 2 * bytes.len() + 4096, "file {index} of {} bytes has {most} bytes allocated", bytes.len());
    }

    // Four thousand million images of 2 x 3 pixels, of which there are two.
    let images = [&[0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 2, 0, 0, 0, 3][..], &[7; 12]].concat();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&images).unwrap();
    // A decoder's state is about 50 KB.
    for (bytes, limit) in [(images, 4096), (encoder.finish().unwrap(), 100_000)] {
        let most = bytes_of(|| {
            idx::images_from_bytes::<[f32; 6]>(&bytes).unwrap_err();
        });
        assert!(most < limit, "images of {} bytes have {most} bytes allocated", bytes.len());
    }

    println!("no step and no prediction allocates, and no load more than its file");
}
