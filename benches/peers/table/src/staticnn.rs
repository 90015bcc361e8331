//! The rows with staticnn, as a program would write them.

use std::fmt;
use std::hint::black_box;

use peers_work::clock::median_microseconds;
use peers_work::data;
use peers_work::process::Answer;
use peers_work::rows::{self, CHECKED_STEPS, EPOCH_BATCH, Row, Task};
use staticnn::layer::{Before, Block, Layer, Outputs, Rows, Seen, Shape, Steps, Zeros, call};
use staticnn::prelude::*;
use staticnn::shape::U1;

use crate::alone::{Alone, Filters, Norm, Nothing, derivative};
use crate::machine;
use crate::peak::peak;

network! {
    struct Small< 3 -> 12 relu -> 1 >;
    struct Wider< 3 -> 32 relu -> 1 >;
    struct Policy< 8 -> 64 tanh -> 64 tanh -> 2 >;
    struct Digits< 64 -> 64 relu -> 32 relu -> 10 >;
    struct Mnist< 784 -> 128 relu -> 10 >;
    struct Wide< 256 -> 256 relu -> 256 relu -> 256 >;
    struct LeNet<
        1x28x28
        -> conv 6 (5x5, pad 2) relu -> max_pool 2x2
        -> conv 16 (5x5) relu -> max_pool 2x2
        -> flatten -> 120 relu -> 84 relu -> 10
    >;
    struct Waves< 128x16 -> conv 16 (3, pad 1) relu -> conv 16 (3, pad 1) >;
    struct Filtering< 8192 -> Filters >;
    struct Normalizing< 64 -> Norm >;
    struct Control< 64x8 -> gru 16 -> 1 >;
    struct Amp< 64x1 -> lstm 20 -> 1 >;
    struct Deep< 64x64 -> gru 128 -> 1 >;
    struct Looking< 16x32 -> attention 32 >;
}

/// Answers a row: `None` for a network that isn't declared above.
pub fn answer(row: &Row, seconds: f64) -> Option<Answer> {
    let case = Case { row, seconds };
    match (row.network.as_str(), row.task, row.loss) {
        ("3-12-1", Task::Step, rows::Loss::Mse) => Some(case.step::<Small, _>(&Mse, &values(row))),
        ("3-32-1", Task::Step, rows::Loss::Mse) => Some(case.step::<Wider, _>(&Mse, &values(row))),
        ("8-64-64-2", Task::Step, rows::Loss::Mse) => Some(case.step::<Policy, _>(&Mse, &values(row))),
        ("256-256-256-256", Task::Step, rows::Loss::Mse) => Some(case.step::<Wide, _>(&Mse, &values(row))),
        ("64-64-32-10", Task::Step, rows::Loss::CrossEntropy) => {
            Some(case.step::<Digits, _>(&CrossEntropy, &classes(row)))
        }
        ("784-128-10", Task::Step, rows::Loss::CrossEntropy) => {
            Some(case.step::<Mnist, _>(&CrossEntropy, &classes(row)))
        }
        ("3-12-1", Task::One, _) => Some(case.one::<Small>()),
        ("8-64-64-2", Task::One, _) => Some(case.one::<Policy>()),
        ("784-128-10", Task::One, _) => Some(case.one::<Mnist>()),
        ("784-128-10", Task::Batch, _) => Some(case.batch::<Mnist>()),
        ("784-128-10", Task::Epoch, _) => Some(case.epoch()),
        ("lenet", Task::Step, rows::Loss::CrossEntropy) => Some(case.step::<LeNet, _>(&CrossEntropy, &classes(row))),
        ("lenet", Task::One, _) => Some(case.one::<LeNet>()),
        ("conv1d", Task::Step, rows::Loss::Mse) => Some(case.step::<Waves, _>(&Mse, &windows(row))),
        ("depthwise", Task::Passes, _) => Some(case.passes::<Filtering, _>(|net| &net.layer1)),
        ("layer_norm", Task::Passes, _) => Some(case.passes::<Normalizing, _>(|net| &net.layer1)),
        ("gru 8-16-1", Task::Step, rows::Loss::Mse) => Some(case.step::<Control, _>(&Mse, &windows(row))),
        ("lstm 1-20-1", Task::Step, rows::Loss::Mse) => Some(case.step::<Amp, _>(&Mse, &windows(row))),
        ("gru 64-128-1", Task::Step, rows::Loss::Mse) => Some(case.step::<Deep, _>(&Mse, &windows(row))),
        ("attention", Task::Step, rows::Loss::Mse) => Some(case.step::<Looking, _>(&Mse, &windows(row))),
        ("gru 8-16-1", Task::Stream, _) => Some(case.stream::<Control, 8>()),
        ("lstm 1-20-1", Task::Stream, _) => Some(case.stream::<Amp, 1>()),
        ("gru 64-128-1", Task::Stream, _) => Some(case.stream::<Deep, 64>()),
        _ => None,
    }
}

/// Cuts values into arrays of N.
fn arrays<const N: usize>(values: &[f32]) -> Vec<[f32; N]> {
    values.as_chunks().0.to_vec()
}

fn inputs<N: Network<Scalar = f32>>(row: &Row) -> Vec<N::Input> {
    let flat = data::inputs(row.samples, N::INPUTS);
    let input = |values| N::input_from(values).unwrap_or_else(|error| fail(error));
    flat.chunks_exact(N::INPUTS).map(input).collect()
}

fn values<const O: usize>(row: &Row) -> Vec<[f32; O]> {
    arrays(&data::targets(row.samples, O))
}

/// The targets of series, step by step.
fn windows<const F: usize, const S: usize>(row: &Row) -> Vec<[[f32; F]; S]> {
    arrays::<F>(&data::targets(row.samples, S * F)).as_chunks().0.to_vec()
}

fn classes(row: &Row) -> Vec<Class<10>> {
    data::classes(row.samples, 10).into_iter().map(class).collect()
}

fn class(label: usize) -> Class<10> {
    Class::new(label).unwrap_or_else(|error| fail(error))
}

/// Ends the process: its data follow from the table, so an error is a mistake in this program.
fn fail(error: impl fmt::Display) -> ! {
    panic!("{error}")
}

/// Returns a network with the starting parameters.
fn start<N: Network<Scalar = f32>>(row: &Row) -> Box<N> {
    let mut net = N::boxed();
    net.parameters_mut().copy_from_slice(&row.parameters());
    net
}

/// A row, and how long to measure it.
#[derive(Clone, Copy)]
struct Case<'a> {
    row: &'a Row,
    seconds: f64,
}

impl Case<'_> {
    /// Measures a call beside the peak, which is measured before each sample: both see the same clock rate and load.
    fn measure(self, call: impl FnMut(), values: Vec<f64>) -> Answer {
        let width = machine::width();
        let mut peaks = Vec::new();
        let microseconds = median_microseconds(self.seconds, || peaks.push(peak(width)), call);
        // Other load on the core only lowers a measured peak, so a high quantile is the true one.
        peaks.sort_by(f64::total_cmp);
        let share = self.row.operations() / (microseconds * 1e-6) / peaks[peaks.len() * 9 / 10] * 100.0;
        // Without products there is no share.
        let share = if share > 0.0 { share } else { f64::NAN };
        Answer { microseconds, share, values }
    }

    fn step<N, L>(self, loss: &L, targets: &[L::Target]) -> Answer
    where
        N: Network<Scalar = f32>,
        L: Loss<N::Output, N::Head>,
    {
        let Row { check_rate, rate, .. } = *self.row;
        match self.row.optimizer {
            rows::Optimizer::Sgd => self.step_by::<N, L, _>(loss, targets, Sgd::new(check_rate), Sgd::new(rate)),
            rows::Optimizer::Adam => self.step_by::<N, L, _>(loss, targets, Adam::boxed(check_rate), Adam::boxed(rate)),
        }
    }

    fn step_by<N, L, O>(self, loss: &L, targets: &[L::Target], mut check: O, mut measured: O) -> Answer
    where
        N: Network<Scalar = f32>,
        L: Loss<N::Output, N::Head>,
        O: Optimizer<N>,
    {
        let x = inputs::<N>(self.row);
        let samples = Samples::new(&x, targets).unwrap_or_else(|error| fail(error));
        let mut gradient = Gradient::<N>::boxed();
        let mut net = start::<N>(self.row);
        let mut step = |net: &mut N, optimizer: &mut O| {
            let loss = net.gradient(black_box(&samples), loss, &mut gradient);
            optimizer.step(net, &gradient);
            black_box(loss)
        };
        let losses = (0..CHECKED_STEPS).map(|_| f64::from(step(&mut net, &mut check))).collect();
        let mut net = start::<N>(self.row);
        let call = || {
            step(&mut net, &mut measured);
        };
        self.measure(call, losses)
    }

    fn one<N>(self) -> Answer
    where
        N: Network<Scalar = f32>,
    {
        let (net, x) = (start::<N>(self.row), inputs::<N>(self.row)[0]);
        let output = net.predict(&x);
        let outputs = N::as_slice(&output).iter().map(|value| f64::from(*value)).collect();
        let call = || {
            black_box(black_box(&*net).predict(black_box(&x)));
        };
        Answer { share: f64::NAN, ..self.measure(call, outputs) }
    }

    fn batch<N>(self) -> Answer
    where
        N: Network<Scalar = f32>,
    {
        let (net, x) = (start::<N>(self.row), inputs::<N>(self.row));
        let mut y = vec![net.predict(&x[0]); self.row.samples];
        let predict = |y: &mut [N::Output]| {
            net.predict_batch(black_box(&x), black_box(y)).unwrap_or_else(|error| fail(error));
        };
        predict(&mut y);
        let outputs = y.iter().flat_map(N::as_slice).map(|value| f64::from(*value)).collect();
        self.measure(|| predict(&mut y), outputs)
    }

    /// Measures the passes of the layer that a network consists of.
    fn passes<N, L>(self, layer: impl Fn(&N) -> &Alone<L>) -> Answer
    where
        N: Network<Scalar = f32, Output = [f32; 1]>,
        L: Layer<Float = f32, InputShape: Shape<Element<f32> = f32>>,
    {
        let (net, x, targets) = (start::<N>(self.row), inputs::<N>(self.row), vec![(); self.row.samples]);
        let samples = Samples::new(&x, &targets).unwrap_or_else(|error| fail(error));
        let mut gradient = Gradient::<N>::boxed();
        let flat = data::inputs(1, N::INPUTS);
        let mut values = of_one_sample(&layer(&net).0, &flat);
        net.gradient(&samples, &Nothing, &mut gradient);
        values.extend(gradient.parameters().iter().map(|value| f64::from(*value)));
        let call = || {
            black_box(black_box(&*net).gradient(black_box(&samples), &Nothing, &mut gradient));
        };
        self.measure(call, values)
    }

    /// Measures the steps of a stream, whose state goes on from one round over all frames to the next.
    fn stream<N, const F: usize>(self) -> Answer
    where
        N: Network<Scalar = f32, Frame = [f32; F], FrameOutput = [f32; 1], Stream = Steps>,
    {
        let (net, mut state) = (start::<N>(self.row), State::<N>::new());
        let x = arrays::<F>(&data::inputs(self.row.samples, self.row.inputs()));
        let mut y = vec![[0.0]; x.len()];
        let mut run = |y: &mut [[f32; 1]]| {
            for (x, y) in x.iter().zip(&mut *y) {
                *y = black_box(&*net).step(black_box(x), &mut state);
            }
            black_box(y);
        };
        run(&mut y);
        let outputs = y.iter().map(|[value]| f64::from(*value)).collect();
        let answer = self.measure(|| run(&mut y), outputs);
        Answer { microseconds: answer.microseconds / x.len() as f64, share: f64::NAN, ..answer }
    }

    fn epoch(self) -> Answer {
        let flat = data::inputs(self.row.samples, 784);
        let labels: Vec<Class<10>> = data::largest(&flat, 784, 10).into_iter().map(class).collect();
        let x = arrays::<784>(&flat);
        drop(flat);
        let samples = Samples::new(&x, &labels).unwrap_or_else(|error| fail(error));
        let mut rng = ChaCha8Rng::seed_from_u64(42);
        let (mut net, mut optimizer) = (start::<Mnist>(self.row), Adam::boxed(self.row.rate));
        let mut once = || {
            let mut trainer = Trainer::new(CrossEntropy, &mut *optimizer).epochs(1).batch_size(EPOCH_BATCH);
            let history = trainer.fit(&mut net, &samples, &mut rng).unwrap_or_else(|error| fail(error));
            history.training()[0]
        };
        let first = once();
        let call = || {
            once();
        };
        self.measure(call, vec![first])
    }
}

/// Returns what a layer puts out for a sample, and the derivatives of the sample.
fn of_one_sample<L: Layer<Float = f32, InputShape: Shape<Element<f32> = f32>>>(layer: &L, x: &[f32]) -> Vec<f64> {
    let (mut y, mut d) = (Outputs::<L, U1>::ZEROS, Outputs::<L, U1>::ZEROS);
    let (mut tape, mut forward) = (L::Tape::<U1>::ZEROS, L::ForwardScratch::<U1>::ZEROS);
    let (mut backward, mut input) = (L::BackwardScratch::<U1>::ZEROS, L::InputScratch::<U1>::ZEROS);
    let (x, mut dx) = (Rows::new(x, x.len()), Block::<f32, <L::InputShape as Shape>::Len, U1>::ZEROS);
    layer.forward_rows(call::<U1>(1), x, y.rows_mut(), &mut tape, &mut forward);
    d.rows_mut().row_mut(0).iter_mut().enumerate().for_each(|(index, d)| *d = derivative(index));
    let (seen, to) = (Seen { x, y: y.rows(), tape: &tape }, Before::plain(dx.rows_mut(), &mut input));
    let mut gradient = L::ZEROED;
    layer.backward_rows(call::<U1>(1), seen, d.rows_mut(), Some(to), &mut gradient, &mut backward);
    [y.rows().row(0), dx.rows().row(0)].concat().into_iter().map(f64::from).collect()
}

#[cfg(test)]
mod tests {
    /// The declarations of a file.
    fn declared(file: &str) -> Vec<String> {
        let words = file.split_whitespace().collect::<Vec<_>>().join(" ");
        let declarations = words.split("struct ").filter_map(|text| Some(text.split_once(" >;")?.0.to_owned()));
        declarations.filter(|text| text.contains("->")).collect()
    }

    /// A network whose gradient doesn't fit on a stack, where the library's own benchmark puts each of its own, too.
    const TOO_LARGE: &str = "Deep< 64x64 -> gru 128 -> 1";

    /// The declarations of this file, and those of the library's own benchmark.
    #[test]
    fn the_networks_are_those_of_the_benchmark() {
        let benchmark = [
            include_str!("../../../table/cases.rs"),
            include_str!("../../../table/grids.rs"),
            include_str!("../../../table/sequences.rs"),
        ];
        let (ours, theirs) = (declared(include_str!("staticnn.rs")), declared(&benchmark.concat()));
        assert_eq!(ours.len(), 14);
        for network in ours.into_iter().filter(|network| network != TOO_LARGE) {
            assert!(theirs.contains(&network), "benches/table hasn't got `{network}`");
        }
    }
}
