//! The same bits: from every run, from AVX2 and AVX-512, from samples where they lie and from samples by index.
//!
//! The instruction set is chosen once in a process; so these tests run themselves again, as processes with another
//! `STATICNN_ISA`.

use std::io::{Write, stderr};
use std::process::Command;
use std::sync::{Barrier, Mutex};
use std::{env, thread};

use staticnn::layer::Scalar;
use staticnn::prelude::*;
use staticnn_tests::drawn::normal;

use crate::roundings::{self, Activation, Bounded, DOUBLE, Roundings, SINGLE, Target};

network! {
    struct Lesson< 3 -> 12 relu -> 1 >;
    /// Ragged, of few inputs, outputs and layers' outputs between.
    struct Curves< 5 -> 33 tanh -> 4 tanh -> 13 tanh -> 3 >;
    /// Of kernels that the library compiles.
    struct Digits< 20 -> 40 relu -> 10 softmax >;
    /// Whose derivatives are kept, or learnt.
    struct Smooth< 6 -> 20 gelu -> 9 prelu -> 17 silu -> 4 sin -> 3 mish >;
    #[scalar(f64)]
    struct Doubles< 7 -> 19 tanh -> 4 relu -> 2 >;
    #[scalar(f64)]
    struct Classes< 9 -> 31 relu -> 6 softmax >;
}

/// How many samples there are.
const SAMPLES: usize = 300;

/// Says to a process that it is another's.
const CHILD: &str = "STATICNN_TESTS_CHILD";

/// A network with its stages, once more, and samples for it.
struct Subject<N: Network, L: Loss<N::Output, N::Head>> {
    name: &'static str,
    stages: Vec<roundings::Stage>,
    net: N,
    loss: L,
    inputs: Vec<N::Input>,
    targets: Vec<L::Target>,
}

/// What is done with each of them.
trait Work {
    fn on<N, L, T, const I: usize, const O: usize>(&mut self, subject: &Subject<N, L>)
    where
        T: Scalar,
        N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
        L: Loss<[T; O], N::Head, Target: Held<T>>;
}

/// A target, in f64.
trait Held<T>: Copy {
    fn draw(rng: &mut ChaCha8Rng) -> Self;
    fn values(&self) -> Vec<f64>;
    fn held<'a>(&self, values: &'a [f64]) -> Target<'a>;
}

impl<T: Scalar, const N: usize> Held<T> for [T; N] {
    fn draw(rng: &mut ChaCha8Rng) -> Self {
        normal::<N>(rng).map(T::from_f64)
    }
    fn values(&self) -> Vec<f64> {
        self.iter().map(|t| t.to_f64()).collect()
    }
    fn held<'a>(&self, values: &'a [f64]) -> Target<'a> {
        Target::Values(values)
    }
}

impl<T, const N: usize> Held<T> for Class<N> {
    fn draw(rng: &mut ChaCha8Rng) -> Self {
        let [deviate] = normal::<1>(rng);
        Class::new(deviate.to_bits() as usize % N).expect("a class below N")
    }
    fn values(&self) -> Vec<f64> {
        Vec::new()
    }
    fn held<'a>(&self, _: &'a [f64]) -> Target<'a> {
        Target::Class(self.index())
    }
}

impl<N, L, T, const I: usize, const O: usize> Subject<N, L>
where
    T: Scalar,
    N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Loss<[T; O], N::Head, Target: Held<T>>,
{
    fn new(name: &'static str, stages: &[roundings::Stage], loss: L) -> Self {
        let rng = &mut ChaCha8Rng::seed_from_u64(71);
        let mut net = N::init(rng);
        for p in net.parameters_mut() {
            // Biases too.
            *p += T::from_f64(0.1 * normal::<1>(rng)[0]);
        }
        let inputs = (0..SAMPLES).map(|_| normal::<I>(rng).map(T::from_f64)).collect();
        let targets = (0..SAMPLES).map(|_| L::Target::draw(rng)).collect();
        Self { name, stages: stages.to_vec(), net, loss, inputs, targets }
    }

    /// The loss of so many samples, and its gradient.
    fn step(&self, n: usize, gradient: &mut Gradient<N>) -> T {
        let samples = Samples::new(&self.inputs[..n], &self.targets[..n]).unwrap();
        self.net.gradient(&samples, &self.loss, gradient)
    }
}

fn each(work: &mut impl Work) {
    use Activation::{Linear, Relu, Tanh};
    work.on(&Subject::<Lesson, _>::new("Lesson", &[(3, 12, Relu), (12, 1, Linear)], Mse));
    let stages = [(5, 33, Tanh), (33, 4, Tanh), (4, 13, Tanh), (13, 3, Linear)];
    work.on(&Subject::<Curves, _>::new("Curves", &stages, Mse));
    work.on(&Subject::<Digits, _>::new("Digits", &[(20, 40, Relu), (40, 10, Linear)], CrossEntropy));
    work.on(&Subject::<Doubles, _>::new("Doubles", &[(7, 19, Tanh), (19, 4, Relu), (4, 2, Linear)], Mse));
    work.on(&Subject::<Classes, _>::new("Classes", &[(9, 31, Relu), (31, 6, Linear)], CrossEntropy));
}

/// Fowler, Noll and Vo's hash of numbers' bits.
fn hash<T: Scalar>(numbers: &[T]) -> u64 {
    let bytes = numbers.iter().flat_map(|number| number.to_f64().to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The batches that are hashed. What a block of 128 samples makes depends on how many it holds, so each number of them comes
/// once; and after a block or two that are full every seventh, which leaves every remainder to the sizes of tiles.
fn sizes() -> impl Iterator<Item = usize> {
    (1..=136).chain((139..=SAMPLES).step_by(7))
}

/// A line for every network and batch: hashes of the loss, the gradient and the predictions.
struct Hashes(Vec<String>);

impl Work for Hashes {
    fn on<N, L, T, const I: usize, const O: usize>(&mut self, subject: &Subject<N, L>)
    where
        T: Scalar,
        N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
        L: Loss<[T; O], N::Head, Target: Held<T>>,
    {
        let mut gradient = Gradient::<N>::boxed();
        for n in sizes() {
            let loss = subject.step(n, &mut gradient);
            let mut outputs = vec![[T::ZERO; O]; n];
            subject.net.predict_batch(&subject.inputs[..n], &mut outputs).unwrap();
            outputs.push(subject.net.predict(&subject.inputs[n - 1]));
            let (gradient, outputs) = (hash(gradient.parameters()), hash(outputs.as_flattened()));
            self.0.push(format!("{} {n} {:x} {gradient:x} {outputs:x}", subject.name, hash(&[loss])));
        }
    }
}

/// Batches of some lengths: the loss and the gradient, as the bits of f64.
struct Values(Vec<String>);

/// Around the sizes of tiles and blocks.
const LENGTHS: [usize; 10] = [1, 2, 3, 7, 8, 9, 33, 128, 129, 300];

impl Work for Values {
    fn on<N, L, T, const I: usize, const O: usize>(&mut self, subject: &Subject<N, L>)
    where
        T: Scalar,
        N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
        L: Loss<[T; O], N::Head, Target: Held<T>>,
    {
        let mut gradient = Gradient::<N>::new();
        for n in LENGTHS {
            let loss = subject.step(n, &mut gradient);
            let values = [loss].into_iter().chain(gradient.parameters().iter().copied());
            let values: Vec<String> = values.map(|value| format!("{:x}", value.to_f64().to_bits())).collect();
            self.0.push(format!("{} {n} {}", subject.name, values.join(" ")));
        }
    }
}

/// Holds such lines to what exact arithmetic gives, give or take its roundings.
struct Bounds(Vec<String>);

impl Work for Bounds {
    fn on<N, L, T, const I: usize, const O: usize>(&mut self, subject: &Subject<N, L>)
    where
        T: Scalar,
        N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
        L: Loss<[T; O], N::Head, Target: Held<T>>,
    {
        let wide = |values: &[T]| values.iter().map(|value| value.to_f64()).collect::<Vec<f64>>();
        let roundings: Roundings = if size_of::<T>() == 4 { SINGLE } else { DOUBLE };
        let inputs: Vec<Vec<f64>> = subject.inputs.iter().map(|x| wide(x)).collect();
        let values: Vec<Vec<f64>> = subject.targets.iter().map(Held::values).collect();
        let targets: Vec<Target<'_>> = subject.targets.iter().zip(&values).map(|(t, values)| t.held(values)).collect();
        for n in LENGTHS {
            let step = roundings.step(&subject.stages, &wide(subject.net.parameters()), &inputs[..n], &targets[..n]);
            let start = format!("{} {n} ", subject.name);
            let line = self.0.iter().find_map(|line| line.strip_prefix(&start)).expect("a line for the batch");
            let found = line.split(' ').map(|bits| f64::from_bits(u64::from_str_radix(bits, 16).expect("bits")));
            let found: Vec<f64> = found.collect();
            assert_eq!(found.len(), 1 + step.gradient.len(), "{start}");
            for (at, (found, Bounded { value, error })) in
                found.iter().zip([step.loss].iter().chain(&step.gradient)).enumerate()
            {
                let close = (found - value).abs() <= *error;
                assert!(close, "{start}[{at}]: {found:e} where {value:e} is expected, give or take {error:e}");
            }
        }
    }
}

/// What a test prints in a process of its own, and what it says on standard error.
fn run(test: &str, set: Option<&str>) -> (Vec<String>, String) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(CHILD, "1").env_remove("STATICNN_ISA");
    let output = command.envs(set.map(|set| ("STATICNN_ISA", set))).output().unwrap();
    let (text, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{test} with {set:?}: {text}\n{errors}");
    let lines: Vec<String> = text.lines().filter_map(|line| line.strip_prefix("> ")).map(str::to_owned).collect();
    assert!(!lines.is_empty(), "{test} with {set:?} printed nothing");
    (lines, errors)
}

/// In a process of another's, prints the lines for it.
fn child(lines: impl FnOnce() -> Vec<String>) -> bool {
    let is_child = env::var_os(CHILD).is_some();
    if is_child {
        // The harness' line before has no end.
        println!();
        lines().iter().for_each(|line| println!("> {line}"));
    }
    is_child
}

/// Whether the processor has a set; says so, past the harness, if it doesn't.
fn has(set: &str) -> bool {
    #[cfg(target_arch = "x86_64")]
    let has = is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
        && (set == "avx2"
            || is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl"));
    #[cfg(not(target_arch = "x86_64"))]
    let has = false;
    if !has {
        let line = format!("skipped: the bits of {set}, which this processor doesn't have\n");
        stderr().write_all(line.as_bytes()).unwrap();
    }
    has
}

#[test]
fn every_process_gives_the_same_bits_and_so_do_avx2_and_avx512() {
    if child(|| {
        let mut hashes = Hashes(Vec::new());
        each(&mut hashes);
        hashes.on(&Subject::<Smooth, _>::new("Smooth", &[], LogCosh));
        hashes.0
    }) {
        return;
    }
    let name = "bits::every_process_gives_the_same_bits_and_so_do_avx2_and_avx512";
    let (first, _) = run(name, None);
    assert_eq!(first.len(), 6 * sizes().count());
    assert_eq!(run(name, None).0, first, "the same again");
    for set in ["avx2", "avx512"] {
        if has(set) {
            assert_eq!(run(name, Some(set)).0, first, "{set}");
        }
    }
}

#[test]
fn every_set_gives_the_exact_step_but_for_its_roundings() {
    if child(|| {
        let mut values = Values(Vec::new());
        each(&mut values);
        values.0
    }) {
        return;
    }
    for set in [Some("portable"), None] {
        let (lines, _) = run("bits::every_set_gives_the_exact_step_but_for_its_roundings", set);
        assert_eq!(lines.len(), 5 * LENGTHS.len());
        each(&mut Bounds(lines));
    }
}

#[test]
fn a_set_that_isnt_there_is_ignored_with_one_line() {
    if child(|| {
        // Whichever thread asks for the set first.
        let start = Barrier::new(8);
        let net = Subject::<Lesson, _>::new("", &[], Mse).net;
        let predict = || {
            start.wait();
            net.predict(&[0.5, -0.25, 2.0])
        };
        let outputs: Vec<[f32; 1]> = thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(predict)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(outputs, [outputs[0]; 8]);
        vec![format!("{:x}", hash(&outputs[0]))]
    }) {
        return;
    }
    let run = |set| run("bits::a_set_that_isnt_there_is_ignored_with_one_line", set);
    let (best, silence) = run(None);
    assert_eq!(silence, "");
    assert_eq!(run(Some("portable")).1, "");
    for (set, reason) in [("sse9", "portable, avx2 or avx512"), ("avx2", "processor"), ("avx512", "processor")] {
        if set != "sse9" && has(set) {
            assert_eq!(run(Some(set)).1, "");
            continue;
        }
        let (lines, message) = run(Some(set));
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.contains(set) && message.contains(reason) && message.contains("ignored"), "{message}");
        assert_eq!(lines, best);
    }
}

/// A loss that writes down which samples it was asked about: a target knows its number.
struct Recording<'a>(&'a Mutex<Vec<usize>>);

impl<T: Scalar, H, const N: usize> Loss<[T; N], H> for Recording<'_> {
    type Target = (usize, [T; N]);

    fn sample(&self, output: &[T; N], (number, target): &Self::Target, gradient: &mut [T; N]) -> T {
        self.0.lock().unwrap().push(*number);
        Loss::<[T; N], H>::sample(&Mse, output, target, gradient)
    }
}

#[test]
fn samples_by_index_give_the_bits_of_samples_in_a_row() {
    fn check<N, T: Scalar, const I: usize, const O: usize>(subject: &Subject<N, Mse>)
    where
        N: Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    {
        const EPOCHS: usize = 2;
        let start = || {
            let mut net = N::ZEROS;
            net.parameters_mut().copy_from_slice(subject.net.parameters());
            (net, ChaCha8Rng::seed_from_u64(5), Adam::new(T::from_f64(0.01)))
        };
        let numbered: Vec<(usize, [T; O])> = subject.targets.iter().copied().enumerate().collect();
        let numbered = Samples::new(&subject.inputs, &numbered).unwrap();
        let samples = Samples::new(&subject.inputs, &subject.targets).unwrap();
        for (batch, shuffle) in [1, 2, 7, 32, 128, 129, 299].map(|batch| (batch, batch % 3 != 2)) {
            let order = Mutex::new(Vec::new());
            let (mut net, mut rng, optimizer) = start();
            let mut trainer =
                Trainer::new(Recording(&order), optimizer).epochs(EPOCHS).batch_size(batch).shuffle(shuffle);
            trainer.fit(&mut net, &numbered, &mut rng).unwrap();
            drop(trainer);
            let order = order.into_inner().unwrap();
            assert_eq!(order.len(), EPOCHS * SAMPLES);
            assert_eq!(order.iter().copied().eq((0..SAMPLES).cycle().take(order.len())), !shuffle);

            let (mut by_index, mut rng, optimizer) = start();
            let mut trainer = Trainer::new(Mse, optimizer).epochs(EPOCHS).batch_size(batch).shuffle(shuffle);
            trainer.fit(&mut by_index, &samples, &mut rng).unwrap();

            let (mut in_a_row, _, mut optimizer) = start();
            let mut gradient = Gradient::<N>::new();
            for order in order.chunks(SAMPLES).flat_map(|epoch| epoch.chunks(batch)) {
                let inputs: Vec<[T; I]> = order.iter().map(|number| subject.inputs[*number]).collect();
                let targets: Vec<[T; O]> = order.iter().map(|number| subject.targets[*number]).collect();
                in_a_row.gradient(&Samples::new(&inputs, &targets).unwrap(), &Mse, &mut gradient);
                optimizer.step(&mut in_a_row, &gradient);
            }
            let [by_index, in_a_row] = [&by_index, &in_a_row].map(|net| hash(net.parameters()));
            assert_eq!(by_index, in_a_row, "{}: batches of {batch}, shuffled: {shuffle}", subject.name);
        }
    }
    check(&Subject::<Lesson, _>::new("Lesson", &[], Mse));
    check(&Subject::<Curves, _>::new("Curves", &[], Mse));
    check(&Subject::<Doubles, _>::new("Doubles", &[], Mse));
}
