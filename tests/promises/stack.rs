//! A network of some 100,000 parameters trains within the 2 MiB of stack that a thread has, in a debug build too.

use std::thread;

use serde::Serialize;
use staticnn::prelude::*;

network! {
    /// 407,080 bytes.
    struct Digits< 784 -> 128 relu -> 10 >;
    /// 4,202,500 bytes: more than such a stack has.
    #[derive(Serialize)]
    struct Large< 1024 -> 1024 relu -> 1 >;
}

/// Stripes that tell the class, and dots that don't.
fn images() -> (Vec<[f32; 784]>, Vec<Class<10>>) {
    let images: Vec<[f32; 784]> =
        (0..96_usize).map(|n| std::array::from_fn(|i| f32::from(u8::from(i % 10 == n % 10 || i % 97 == n)))).collect();
    let classes = (0..96).map(|n| Class::new(n % 10).unwrap()).collect();
    (images, classes)
}

/// Runs it in a thread of 2 MiB; what overflows that ends the process.
fn in_a_small_thread(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}

#[test]
fn digits_train_by_hand_on_a_small_stack() {
    in_a_small_thread(|| {
        let (images, classes) = images();
        let samples = Samples::new(&images, &classes).unwrap();
        let mut net = Digits::boxed();
        net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(51));
        let mut gradient = Gradient::<Digits>::boxed();
        let mut optimizer = Adam::boxed(1e-3);
        let start = net.loss(&samples, &CrossEntropy);
        for _ in 0..5 {
            net.gradient(&samples, &CrossEntropy, &mut gradient);
            optimizer.step(&mut *net, &gradient);
        }
        assert!(net.loss(&samples, &CrossEntropy) < 0.5 * start);

        let mut tape = Tape::<Digits>::boxed();
        let mut outputs = vec![[0.0; 10]; images.len()];
        net.predict_batch(&images, &mut outputs).unwrap();
        assert_eq!(net.forward(&images[0], &mut tape), net.predict(&images[0]));
        assert_eq!(Class::most_likely(&outputs[0]), Class::most_likely(&net.predict(&images[0])));
        net.backward(&tape, &[1.0; 10], &mut gradient);
        let mut momentum = Momentum::boxed(1e-3, 0.9);
        momentum.step(&mut *net, &gradient);
        assert!(net.parameters().iter().all(|p| p.is_finite()));
    });
}

#[test]
fn digits_train_by_the_trainer_on_a_small_stack() {
    in_a_small_thread(|| {
        let (images, classes) = images();
        let samples = Samples::new(&images, &classes).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(52);
        let mut net = Digits::boxed();
        net.initialize(&He::normal(), &mut rng);
        let mut trainer = Trainer::new(CrossEntropy, Adam::boxed(1e-3)).epochs(4).validation(&samples);
        let history = trainer.fit(&mut *net, &samples, &mut rng).unwrap();
        assert!(history.last().unwrap() < 0.5 * history.training()[0]);
    });
}

#[test]
fn boxes_larger_than_the_stack_are_never_on_it() {
    in_a_small_thread(|| {
        let samples = Samples::from((&[[0.5; 1024]; 2], &[[1.0], [-1.0]]));
        let mut net = Large::boxed();
        net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(53));
        let mut gradient = Gradient::<Large>::boxed();
        let start = net.gradient(&samples, &Mse, &mut gradient);
        let mut momentum = Momentum::boxed(1e-6, 0.9);
        momentum.set_nesterov(true);
        momentum.step(&mut *net, &gradient);
        let mut adam = Adam::boxed(1e-6);
        adam.set_betas(0.9, 0.99);
        adam.set_epsilon(1e-7);
        adam.step(&mut *net, &gradient);
        assert!(net.gradient(&samples, &Mse, &mut gradient) < start);
        let mut tape = Tape::<Large>::boxed();
        assert_eq!(net.forward(&[0.5; 1024], &mut tape), net.predict(&[0.5; 1024]));
    });
}

#[test]
fn a_network_larger_than_the_stack_is_written_and_read_in_place() {
    in_a_small_thread(|| {
        let mut net = Large::boxed();
        net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(54));
        let bytes = postcard::to_allocvec(&*net).unwrap();
        let mut other = Large::boxed();
        let mut deserializer = postcard::Deserializer::from_bytes(&bytes);
        staticnn::serde::deserialize_into(&mut *other, &mut deserializer).unwrap();
        assert!(net.parameters() == other.parameters());
        assert!(deserializer.finalize().unwrap().is_empty());
    });
}
