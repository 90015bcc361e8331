//! What training takes of memory: the sizes of its values, and the stack that each method uses.

use std::array;
use std::hint::black_box;
use std::sync::Mutex;

use staticnn::Layer;
use staticnn::prelude::*;

network! {
    struct Line< 1 -> 1 >;
    struct Four< 4 -> 1 >;
    struct Regressor< 3 -> 12 relu -> 1 >;
    #[block(1)]
    struct OneByOne< 3 -> 12 relu -> 1 >;
    #[block(1024)]
    struct Thousand< 3 -> 12 relu -> 1 >;
    #[block(100)]
    struct Hundred< 3 -> 12 gelu -> 3 softmax >;
    struct Deep< 8 -> 64 tanh -> 64 gelu -> 2 >;
    #[scalar(f64)]
    struct Wide< 64 -> 512 relu -> 512 relu -> 10 >;
    struct ManyOutputs< 8 -> 5000 >;
    struct Picture< 150528 -> 2 softmax >;
    struct Four100000< 100000 -> 4 >;
    struct Two200000< 200000 -> 2 >;
    struct Colours< 3x16x16 -> conv 8 (3x3, pad 1) relu -> max_pool 2x2 -> dropout 0.2 -> flatten -> 4 softmax >;
    struct LeNet<
        1x28x28 -> conv 6 (5x5, pad 2) relu -> max_pool 2x2 -> conv 16 (5x5) relu -> max_pool 2x2
            -> flatten -> 120 relu -> 84 relu -> 10
    >;
}

#[test]
fn a_gradient_of_a_narrow_network_is_small() {
    assert!(size_of::<Gradient<Line>>() <= 5 << 9, "{}", size_of::<Gradient<Line>>());
    assert!(size_of::<Gradient<Four>>() <= 5 << 10, "{}", size_of::<Gradient<Four>>());
    assert!(size_of::<Gradient<Regressor>>() <= 21 << 10, "{}", size_of::<Gradient<Regressor>>());
    assert!(size_of::<Gradient<OneByOne>>() <= 1 << 10, "{}", size_of::<Gradient<OneByOne>>());
}

#[test]
fn a_gradient_of_lenet_fits_into_a_second_level_cache_and_more() {
    let sizes = [size_of::<LeNet>(), size_of::<Tape<LeNet>>(), size_of::<Gradient<LeNet>>()];
    println!("LeNet, its tape, its gradient: {sizes:?} bytes");
    assert_eq!(sizes[0], 4 * 61_706);
    assert!(sizes[1] <= 100_000 && sizes[2] <= 1_600_000, "{sizes:?}");
}

/// What a training needs, as a constant.
static STATE: Mutex<(Regressor, Gradient<Regressor>, Tape<Regressor>)> =
    Mutex::new((Regressor::zeros(), Gradient::new(), Tape::new()));
static MOMENTUM: Mutex<Momentum<Regressor>> = Mutex::new(Momentum::new(0.01, 0.9));
static ADAM: Mutex<ClipNorm<Regressor, Adam<Regressor>>> = Mutex::new(ClipNorm::new(1.0, Adam::new(0.01)));

#[test]
fn a_training_state_stands_in_a_static() {
    let mut state = STATE.lock().unwrap();
    let (net, gradient, tape) = &mut *state;
    net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(61));
    let samples = Samples::from((&[[1.0, 2.0, 3.0], [3.0, -2.0, 1.0]], &[[1.0], [2.0]]));
    let start = net.loss(&samples, &Mse);
    let (mut momentum, mut adam) = (MOMENTUM.lock().unwrap(), ADAM.lock().unwrap());
    for _ in 0..50 {
        net.gradient(&samples, &Mse, gradient);
        Sgd::new(0.01).step(net, gradient);
        momentum.step(net, gradient);
        adam.step(net, gradient);
    }
    assert!(net.loss(&samples, &Mse) < start);
    assert_eq!(net.forward(&[1.0, 2.0, 3.0], tape), net.predict(&[1.0, 2.0, 3.0]));
}

/// Networks that differ in their blocks only compute equal derivatives.
#[test]
fn a_block_of_any_size_gives_the_derivatives() {
    fn derivatives<
        N: Network<Scalar = f32, Input = [f32; 3], Output = [f32; 1], Head = staticnn::activation::Linear>,
    >() -> (f32, Vec<f32>) {
        let x: Vec<[f32; 3]> = (0..300).map(|i| array::from_fn(|k| ((i * (k + 2)) as f32).sin())).collect();
        let y: Vec<[f32; 1]> = x.iter().map(|x| [x[0] * x[1]]).collect();
        let samples = Samples::new(&x, &y).unwrap();
        let net = N::new(&StandardNormal, &mut ChaCha8Rng::seed_from_u64(62));
        let mut gradient = Gradient::<N>::new();
        let loss = net.gradient(&samples, &Mse, &mut gradient);
        assert!((loss - net.loss(&samples, &Mse)).abs() <= 1e-6 * loss);
        (loss, gradient.parameters().to_vec())
    }
    let (loss, expected) = derivatives::<Regressor>();
    for (other_loss, found) in [derivatives::<OneByOne>(), derivatives::<Thousand>()] {
        assert!((loss - other_loss).abs() <= 1e-6 * loss);
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() <= 1e-5 * expected.abs().max(0.1), "{found} for {expected}");
        }
    }
}

/// How many bytes of the stack it takes: what it has overwritten of a painted thread's stack.
fn stack_of(work: impl FnOnce() + Send) -> usize {
    const PAINTED: usize = 3 << 19;
    const COLOR: u8 = 0xA5;

    #[inline(never)]
    fn paint() -> usize {
        let mut area = [COLOR; PAINTED];
        black_box(&mut area).as_ptr().expose_provenance()
    }
    /// Calls it below the frame of this function.
    #[inline(never)]
    fn call(work: impl FnOnce()) {
        work();
    }
    /// How many bytes from the lowest on have kept their colour.
    #[inline(never)]
    fn untouched(start: usize) -> usize {
        let mut count = 0;
        while count < PAINTED {
            let byte = std::ptr::with_exposed_provenance::<u8>(start + count);
            // SAFETY: the byte is on this thread's stack, below the frames of functions that haven't returned; `paint` or a
            // later function has written it.
            if unsafe { byte.read_volatile() } != COLOR {
                break;
            }
            count += 1;
        }
        count
    }

    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(4 << 20);
        let measured = thread.spawn_scoped(scope, || {
            let start = paint();
            call(work);
            PAINTED - untouched(start)
        });
        measured.unwrap().join().unwrap()
    })
}

#[test]
fn the_painted_stack_shows_what_is_used() {
    let used = stack_of(|| {
        let mut area = [1_u8; 300_000];
        black_box(&mut area);
    });
    assert!((300_000..320_000).contains(&used), "{used}");
    assert!(stack_of(|| {}) < 20_000);
}

/// What `loss`, `predict_batch` and a training with validation take, for `$N` with `$loss` and equal targets.
macro_rules! takes_little {
    ($N:ident, $loss:expr, $target:expr) => {{
        let mut net = $N::boxed();
        let x = vec![$N::input_from(&[0.0; $N::INPUTS]).unwrap(); 200];
        let (targets, some) = (vec![$target; 200], (0..200).rev().collect::<Vec<usize>>());
        let mut outputs = vec![net.predict(&x[0]); 200];
        let samples = Samples::new(&x, &targets).unwrap();
        let most = 8 * $N::STAGE.values() * size_of::<<$N as Network>::Scalar>() + (64 << 10);
        let loss = stack_of(|| _ = black_box(net.loss(&samples, &$loss)));
        let batch = stack_of(|| _ = black_box(net.loss(&samples.batch(&some).unwrap(), &$loss)));
        let predictions = stack_of(|| net.predict_batch(&x, &mut outputs).unwrap());
        // Validation is `loss`; the training around it is shown beside it.
        let training = stack_of(|| {
            let mut trainer = Trainer::new($loss, Sgd::new(1e-30)).epochs(1).batch_size(50).validation(&samples);
            _ = black_box(trainer.fit(&mut *net, &samples, &mut ChaCha8Rng::seed_from_u64(63)).unwrap());
        });
        println!(
            "{}: loss {loss}, of a batch {batch}, predict_batch {predictions}, training {training}, limit {most}",
            stringify!($N)
        );
        assert!(loss <= most && batch <= most && predictions <= most);
    }};
}

#[test]
fn loss_predictions_and_validation_take_64_kib_beyond_eight_samples() {
    takes_little!(Regressor, Mse, [1.0]);
    takes_little!(OneByOne, Mse, [1.0]);
    takes_little!(Hundred, CrossEntropy, Class::<3>::new(1).unwrap());
    takes_little!(Deep, Huber::new(1.0), [1.0, 2.0]);
    takes_little!(Wide, CrossEntropy, Class::<10>::new(1).unwrap());
    takes_little!(ManyOutputs, Mse, [1.0; 5000]);
    takes_little!(Colours, CrossEntropy, Class::<4>::new(1).unwrap());
}

/// What the methods for one sample take, and `gradient`, for `$N` with `$loss` and a target.
macro_rules! one_sample_takes_its_values {
    ($N:ident, $loss:expr, $target:expr) => {{
        let net = $N::boxed();
        let (mut tape, mut gradient, x) = (Tape::boxed(), Gradient::boxed(), [0.5; $N::INPUTS]);
        let output = net.forward(&x, &mut tape);
        // Frames of functions, and padding of rows to whole vectors.
        let values = 2 * $N::STAGE.values() * size_of::<<$N as Network>::Scalar>();
        let frames = if cfg!(debug_assertions) { 56 << 10 } else { 8 << 10 };
        let predict = stack_of(|| _ = black_box(net.predict(&x)));
        let forward = stack_of(|| _ = black_box(net.forward(&x, &mut tape)));
        let backward = stack_of(|| _ = black_box(net.backward(&tape, &output, &mut gradient)));
        let fused = stack_of(|| _ = black_box(net.backward_loss(&mut tape, &$loss, &$target, &mut gradient)));
        let (one, many) = (([x], [$target]), ([x; 40], [$target; 40]));
        let of_one = stack_of(|| _ = black_box(net.gradient(&Samples::from((&one.0, &one.1)), &$loss, &mut gradient)));
        let of_many = stack_of(|| _ = black_box(net.gradient(&Samples::from((&many.0, &many.1)), &$loss, &mut gradient)));
        println!(
            "{}: predict {predict}, forward {forward}, backward {backward}, backward_loss {fused}, gradient of one {of_one}, \
             of many {of_many}; values {values}, frames {frames}",
            stringify!($N)
        );
        assert!(predict <= values + frames && forward <= frames);
        assert!(backward <= 2 * values + frames && fused <= 2 * values + frames);
        assert!(of_one <= 2 * values + (16 << 10) + frames && of_many <= 2 * values + (16 << 10) + frames);
    }};
}

#[test]
fn one_sample_takes_its_values_at_every_stage() {
    one_sample_takes_its_values!(Regressor, Mse, [1.0]);
    one_sample_takes_its_values!(Hundred, CrossEntropy, Class::<3>::new(1).unwrap());
    one_sample_takes_its_values!(Deep, Huber::new(1.0), [1.0, 2.0]);
    one_sample_takes_its_values!(Wide, CrossEntropy, Class::<10>::new(1).unwrap());
}

/// Trains a boxed network on a few samples in a thread of 2 MiB; an overflow ends the process.
macro_rules! trains_in_2_mib {
    ($N:ident, $loss:expr, $target:expr) => {
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let train = || {
            let values = vec![0.5; 3 * $N::INPUTS];
            let (x, targets) = (values.as_chunks::<{ $N::INPUTS }>().0, vec![$target; 3]);
            let samples = Samples::new(x, &targets).unwrap();
            let (mut net, mut gradient, mut optimizer) = ($N::boxed(), Gradient::boxed(), Sgd::new(1e-6));
            let start = net.gradient(&samples, &$loss, &mut gradient);
            optimizer.step(&mut *net, &gradient);
            assert!(net.loss(&samples, &$loss) < start);
        };
        thread.spawn(train).unwrap().join().unwrap();
    };
}

#[test]
fn a_wide_and_narrow_layer_has_its_weights_transposed_off_the_stack() {
    trains_in_2_mib!(Picture, CrossEntropy, Class::<2>::new(1).unwrap());
    trains_in_2_mib!(Four100000, Mse, [1.0; 4]);
    trains_in_2_mib!(Two200000, Mse, [1.0; 2]);
}
