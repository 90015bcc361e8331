//! The weights in a safetensors file: the library's, or PyTorch's.

use safetensors::tensor::Dtype;

use crate::files::archive::{Archive, Broken, Entry};
use crate::source;
use crate::weights::{Layout, Stage, Tensor, Weights};

/// Reads a file for a network of `scalar`, or says why it can't.
pub(crate) fn weights(path: &str, scalar: &str) -> Result<Weights, String> {
    let (absolute, content) = source::read(path)?;
    let (layout, bytes) = content_of(path, &content, scalar)?;
    Ok(Weights { absolute, layout, bytes })
}

/// What a file holds: its tensors, and their numbers.
fn content_of(path: &str, content: &[u8], scalar: &str) -> Result<(Layout, Vec<u8>), String> {
    let file = Archive::read(content).map_err(|broken| refused(path, &broken))?;
    let stages = file.description.as_deref().map(stages);
    let (mut tensors, mut bytes) = (Vec::new(), Vec::new());
    for entry in &file.tensors {
        let (start, name, shape) = (bytes.len(), entry.name.clone(), entry.shape.clone());
        if stages.is_none() && entry.dtype == Dtype::I64 && shape.is_empty() {
            tensors.push(Tensor { name, shape, start, reordered: None, is_counter: true });
            continue;
        }
        let values = values(entry, scalar, stages.is_some());
        let values = values.map_err(|message| format!("`{path}` doesn't fit the network: {message}"))?;
        bytes.extend_from_slice(&values);
        let order = ORDERS.into_iter().find(|order| order.len() == shape.len() && stages.is_none());
        let reordered = order.map(|order| (order, bytes.len()));
        if let Some(order) = order {
            reorder(&values, &shape, order, &mut bytes);
        }
        tensors.push(Tensor { name, shape, start, reordered, is_counter: false });
    }
    Ok((Layout::Named { stages, tensors }, bytes))
}

fn refused(path: &str, broken: &Broken) -> String {
    format!("`{path}` isn't a file of weights: {broken}")
}

/// The numbers of a tensor as `scalar`s. The library's files have that type, those of PyTorch a type that it holds.
fn values(entry: &Entry<'_>, scalar: &str, is_own: bool) -> Result<Vec<u8>, String> {
    let (own, taken) = match (scalar, is_own) {
        ("f64", true) => (Dtype::F64, "F64"),
        ("f64", false) => (Dtype::F64, "F64, F32, F16 or BF16"),
        (_, true) => (Dtype::F32, "F32"),
        (_, false) => (Dtype::F32, "F32, F16 or BF16"),
    };
    let name = &entry.name;
    match entry.dtype {
        found if found == own => Ok(entry.bytes().to_vec()),
        Dtype::F16 | Dtype::BF16 | Dtype::F32 if !is_own && own == Dtype::F64 => {
            Ok(entry.values().flat_map(f64::to_le_bytes).collect())
        }
        Dtype::F16 | Dtype::BF16 if !is_own => {
            Ok(entry.values().flat_map(|value| (value as f32).to_le_bytes()).collect())
        }
        found => Err(format!("`{name}` has numbers of type {found} in the file, and the network takes {taken}")),
    }
}

/// Appends a tensor whose dimension at place k here is number `order[k]` of the layer, in the layer's order.
fn reorder(values: &[u8], shape: &[usize], order: &[usize], to: &mut Vec<u8>) {
    if values.is_empty() {
        return; // where one size is 0, the others may be anything
    }
    let size = values.len() / shape.iter().product::<usize>();
    // Of the layer's dimensions, from the outermost on: the size, and how many bytes apart its values are here.
    let mut axes = [(1, 0); MOST_DIMENSIONS];
    let mut distance = size;
    for (&dimension, &count) in order.iter().zip(shape).rev() {
        axes[MOST_DIMENSIONS - order.len() + dimension] = (count, distance);
        distance *= count;
    }
    let along = |axis: usize| (0..axes[axis].0).map(move |index| index * axes[axis].1);
    for (a, b) in along(0).flat_map(|a| along(1).map(move |b| (a, b))) {
        for (c, d) in along(2).flat_map(|c| along(3).map(move |d| (c, d))) {
            to.extend_from_slice(&values[a + b + c + d..][..size]);
        }
    }
}

/// The most dimensions of a tensor whose order changes.
const MOST_DIMENSIONS: usize = 4;

/// Which dimension of a layer's tensor stands at each place in PyTorch's, by their number: of dense weights, inputs x outputs
/// here; of a convolution's over steps, kernel x inputs x outputs; and over images, kernel rows x kernel columns x inputs x
/// outputs.
const ORDERS: [&[usize]; 3] = [&[1, 0], &[2, 1, 0], &[3, 2, 0, 1]];

/// What the library has written of the stages: a line with the version, then one for each stage.
fn stages(description: &str) -> Vec<Stage> {
    description.lines().skip(1).map(stage).collect()
}

fn stage(line: &str) -> Stage {
    let (path, text) = line.split_once(": ").unwrap_or(("", line));
    let mut numbers = Vec::new();
    let mut pattern = |word: &str| {
        let [before, number, after] = parts(word)?;
        numbers.push(number.parse().ok()?);
        Some(format!("{before}#{after}"))
    };
    let words: Vec<String> = text.split(' ').map(|word| pattern(word).unwrap_or_else(|| word.to_owned())).collect();
    Stage { path: path.to_owned(), text: text.to_owned(), pattern: words.join(" "), numbers }
}

/// A word that has a number: `leaky_relu(0.01)` or `epsilon=0.00001`.
fn parts(word: &str) -> Option<[&str; 3]> {
    let start = 1 + word.find(['(', '='])?;
    let (before, rest) = word.split_at(start);
    let end = if before.ends_with('(') { rest.len().checked_sub(1)? } else { rest.len() };
    let (number, after) = rest.split_at_checked(end)?;
    Some([before, number, after])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::mutations::Random;

    #[test]
    fn a_stage_has_its_numbers_apart() {
        let read = |line: &str, path: &str, text: &str, pattern: &str, numbers: &[f64]| {
            let [path, text, pattern] = [path, text, pattern].map(str::to_owned);
            assert_eq!(stage(line), Stage { path, text, pattern, numbers: numbers.to_vec() });
        };
        read("a: dense 3 -> 12 relu", "a", "dense 3 -> 12 relu", "dense 3 -> 12 relu", &[]);
        let norm = "layer_norm 4 -> 4 leaky_relu(0.01) epsilon=0.00001";
        let line = format!("b.c: {norm}");
        read(&line, "b.c", norm, "layer_norm 4 -> 4 leaky_relu(#) epsilon=#", &[0.01, 1e-5]);
        read("no stage (x) =", "", "no stage (x) =", "no stage (x) =", &[]);
    }

    #[test]
    fn a_matrix_is_transposed() {
        let mut transposed = vec![9];
        reorder(&[1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], &[2, 3], &[1, 0], &mut transposed);
        assert_eq!(transposed, [9, 1, 1, 4, 4, 2, 2, 5, 5, 3, 3, 6, 6]);
        reorder(&[], &[0, usize::MAX], &[1, 0], &mut transposed);
        assert_eq!(transposed.len(), 13);
    }

    /// Value (o, i, y, x) of 2 outputs, 3 inputs, 4 rows and 5 columns here is value (y, x, i, o) there.
    #[test]
    fn weights_of_a_convolution_have_the_outputs_last() {
        let here: Vec<u8> = (0..2 * 3 * 4 * 5).collect();
        let mut there = Vec::new();
        reorder(&here, &[2, 3, 4, 5], &[3, 2, 0, 1], &mut there);
        let value = |index: usize| {
            let (y, x, i, o) = (index / 30, index / 6 % 5, index / 2 % 3, index % 2);
            here[((o * 3 + i) * 4 + y) * 5 + x]
        };
        assert_eq!(there, (0..there.len()).map(value).collect::<Vec<u8>>());
        assert_eq!(there.len(), here.len());
    }

    /// Whatever is in a file: a message, or tensors that lie in the bytes.
    #[test]
    fn damaged_files_are_read_or_refused() {
        let golden: [&[u8]; 3] = [
            include_bytes!("../../../tests/golden/files/own.safetensors"),
            include_bytes!("../../../tests/golden/files/sequential.safetensors"),
            include_bytes!("../../../tests/golden/files/float16.safetensors"),
        ];
        let (mut random, mut read) = (Random(42), 0);
        for index in 0..1500 {
            let mut bytes = golden[index % golden.len()].to_vec();
            for _ in 0..=random.below(3) {
                let at = random.below(bytes.len());
                match random.below(4) {
                    0 => bytes.truncate(at.max(1)),
                    1 => bytes[at] = b"{}[]\":,0123456789FIB"[random.below(20)],
                    _ => bytes[at] ^= 1 << random.below(8),
                }
            }
            let Ok((Layout::Named { tensors, .. }, values)) = content_of("net", &bytes, "f32") else { continue };
            read += 1;
            for Tensor { shape, start, reordered, .. } in tensors.into_iter().filter(|tensor| !tensor.is_counter) {
                let end = |start: usize| start + 4 * shape.iter().product::<usize>();
                assert!(end(start) <= values.len() && reordered.is_none_or(|(_, start)| end(start) <= values.len()));
            }
        }
        assert!(0 < read && read < 1500, "{read} files were read");
    }
}
