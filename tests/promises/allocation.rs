//! Training and predicting don't allocate. A program without the test harness: the counter counts for the whole process.

use std::alloc::System;
use std::hint::black_box;

use staticnn::prelude::*;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

network! {
    struct Regressor< 3 -> 12 relu -> 1 >;
    struct Smooth< 3 -> 12 gelu -> 5 prelu -> 1 sin >;
    struct Classifier< 3 -> 300 tanh -> 4 softmax >;
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
    let wrapped = || ClipNorm::new(1.0, L2::new(1e-3, WeightDecay::new(1e-2, L1::new(1e-3, Adam::new(1e-3)))));
    assert_eq!(calls_of(|| by_hand::<Regressor, _>(&numbers, &Huber::new(1.0), wrapped())), 0);
    assert_eq!(calls_of(|| by_hand::<Smooth, _>(&numbers, &LogCosh, ClipValue::new(1.0, Sgd::new(1e-3)))), 0);

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

    let mut seen = None;
    let mut net = Classifier::init(&mut ChaCha8Rng::seed_from_u64(3));
    let optimizer = Counting { inner: Adam::boxed(1e-3), seen: &mut seen };
    let trainer = Trainer::new(CrossEntropy, optimizer).epochs(5).batch_size(64).validation(&labels);
    let all = calls_of(|| {
        trainer.fit(&mut net, &labels, &mut ChaCha8Rng::seed_from_u64(4)).unwrap();
    });
    let [first, last] = seen.expect("there were steps");
    assert_eq!(last - first, 0, "between the first step and the last");
    assert!(all > 0, "the trainer makes its room before");
    println!("no step and no prediction allocates");
}
