//! What a network computes, in plain loops. Images and series have their channels first, as in the files.

use crate::onnx::{ACTIVATIONS, Network, Stage};

/// A sample: channels, rows and columns; a series has one row, a row of values one column, too.
struct Sample {
    shape: [usize; 3],
    values: Vec<f64>,
}

impl Sample {
    fn at(&self, c: usize, y: usize, x: usize) -> f64 {
        self.values[(c * self.shape[1] + y) * self.shape[2] + x]
    }

    /// A sample of these sizes, by its values.
    fn of(shape: [usize; 3], value: impl Fn(usize, usize, usize) -> f64) -> Self {
        let [channels, rows, columns] = shape;
        let places = (0..channels).flat_map(|c| (0..rows).flat_map(move |y| (0..columns).map(move |x| (c, y, x))));
        Self { shape, values: places.map(|(c, y, x)| value(c, y, x)).collect() }
    }
}

/// The outputs for an input with its channels first.
pub(super) fn outputs(network: &Network, input: &[f64]) -> Vec<f64> {
    let shape = match network.input[..] {
        [values] => [values, 1, 1],
        [steps, features] => [features, 1, steps],
        [channels, rows, columns] => [channels, rows, columns],
        _ => panic!("an input of another rank"),
    };
    let input = Sample { shape, values: input.to_vec() };
    network.stages.iter().fold(input, |x, stage| activate(stage, layer(stage, &x))).values
}

fn layer(stage: &Stage, x: &Sample) -> Sample {
    let [channels, rows, columns] = x.shape;
    let tensor = |index: usize| &stage.tensors[index];
    let epsilon = stage.numbers.first().copied().unwrap_or_default();
    match stage.kind {
        None => Sample::of([stage.outputs, 1, 1], |output, _, _| {
            let products = x.values.iter().enumerate().map(|(at, x)| x * tensor(0)[at * stage.outputs + output]);
            products.sum::<f64>() + if stage.has_bias { tensor(1)[output] } else { 0.0 }
        }),
        Some("layer_norm") => Sample::of(x.shape, |c, y, column| {
            let of_position: Vec<f64> = (0..channels).map(|c| x.at(c, y, column)).collect();
            let mean = of_position.iter().sum::<f64>() / channels as f64;
            let variance = of_position.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / channels as f64;
            (of_position[c] - mean) / (variance + epsilon).sqrt() * tensor(0)[c] + tensor(1)[c]
        }),
        Some("rms_norm") => Sample::of(x.shape, |c, y, column| {
            let square = (0..channels).map(|c| x.at(c, y, column).powi(2)).sum::<f64>() / channels as f64;
            x.at(c, y, column) / (square + epsilon).sqrt() * tensor(0)[c]
        }),
        Some("batch_norm") => Sample::of(x.shape, |c, y, column| {
            let factor = tensor(0)[c] / (tensor(3)[c] + epsilon).sqrt();
            (x.at(c, y, column) - tensor(2)[c]) * factor + tensor(1)[c]
        }),
        Some("flatten") => Sample { shape: [x.values.len(), 1, 1], values: x.values.clone() },
        Some("global_avg_pool") => Sample::of([channels, 1, 1], |c, _, _| {
            let count = rows * columns;
            x.values[c * count..(c + 1) * count].iter().sum::<f64>() / count as f64
        }),
        Some(kind) => window(kind, stage, x),
    }
}

fn window(kind: &str, stage: &Stage, x: &Sample) -> Sample {
    let window = stage.window.as_ref().unwrap();
    let pair = |list: &[usize], otherwise: usize| match *list {
        [one] => [otherwise, one],
        [down, right] => [down, right],
        _ => panic!("a window over {} axes", list.len()),
    };
    let (taps, stride) = (pair(&window.taps, 1), pair(&window.stride, 1));
    let (pad, dilation) = (pair(&window.pad, 0), pair(&window.dilation, 1));
    let size = |at: usize| (x.shape[1 + at] + 2 * pad[at] - dilation[at] * (taps[at] - 1) - 1) / stride[at] + 1;
    let outputs = if kind == "conv" { stage.outputs } else { x.shape[0] };
    let groups = if kind == "conv" { window.groups } else { x.shape[0] };
    let inputs = x.shape[0] / groups;
    Sample::of([outputs, size(0), size(1)], |output, row, column| {
        let (mut sum, mut most) = (0.0, f64::NEG_INFINITY);
        for (down, right) in (0..taps[0]).flat_map(|down| (0..taps[1]).map(move |right| (down, right))) {
            let y = (row * stride[0] + down * dilation[0]).wrapping_sub(pad[0]);
            let at = (column * stride[1] + right * dilation[1]).wrapping_sub(pad[1]);
            if y >= x.shape[1] || at >= x.shape[2] {
                continue;
            }
            for input in 0..inputs {
                let value = x.at(output / (outputs / groups) * inputs + input, y, at);
                let place = ((down * taps[1] + right) * inputs + input) * outputs + output;
                sum += value * stage.tensors.first().map_or(1.0, |weight| weight[place]);
                most = most.max(value);
            }
        }
        match kind {
            "max_pool" => most,
            "avg_pool" => sum / (taps[0] * taps[1]) as f64,
            _ => sum + if stage.has_bias { stage.tensors[1][output] } else { 0.0 },
        }
    })
}

fn activate(stage: &Stage, z: Sample) -> Sample {
    let slope = stage.tensors.last().map_or(0.0, |tensor| tensor[0]);
    let sum: f64 = z.values.iter().map(|z| z.exp()).sum();
    let values = z.values.into_iter().map(|z| match stage.activation {
        ("prelu", None) if z <= 0.0 => slope * z,
        ("leaky_relu", Some(slope)) if z <= 0.0 => slope * z,
        ("prelu", None) | ("leaky_relu", Some(_)) => z,
        ("elu", Some(scale)) if z <= 0.0 => scale * z.exp_m1(),
        ("elu", Some(_)) => z,
        ("softmax", None) => z.exp() / sum,
        (word, None) => ACTIVATIONS.iter().find(|(known, _)| *known == word).unwrap().1(z),
        other => panic!("{other:?}"),
    });
    Sample { shape: z.shape, values: values.collect() }
}
