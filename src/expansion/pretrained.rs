//! A network with the weights of a file, which the macro has read: checked and made by the compiler.
//!
//! What doesn't fit is a panic in a constant, which the expansion places at the path of the file: with `track_caller`, the
//! compiler shows that place alone. The messages are those of `files::Refusal`, for the first thing that doesn't fit.

use crate::expansion::modules::Modules;
use crate::expansion::weights_file::{File, FileStage, FileTensor};
use crate::flat::{Filling, Plain};
use crate::layer::contract::Layer;
use crate::layer::dimensions::product;
use crate::layer::order::{is_reordered, size_at};
use crate::layer::stage::Stage;
use crate::layer::tensor::Tensor;
use crate::message::{Message, equal};
use crate::scalar::Scalar;

/// The network with the weights of a file. In a constant it fails to compile if the file has another network.
#[must_use]
#[track_caller]
pub const fn pretrained<T: Scalar, N: Plain<T> + Layer<Float = T>>(file: &File) -> N {
    const { N::STAGE.assert_orders() };
    let refusal = Message::new().text("`").text(file.path).text("` doesn't fit `").text(N::STAGE.name).text("`: ");
    let mut reader = Reader::<T, N> { file, refusal, network: Filling::new(), taken: [0; WORDS] };
    match file.stages {
        Some(stages) => {
            let end = reader.compare(&N::STAGE, Message::new(), stages, 0);
            if end < stages.len() {
                only_in(refusal, stages[end].path, stages[end].text, "file");
            }
            reader.named_by_library(&N::STAGE, Message::new());
        }
        None => reader.named_by_pytorch(&N::STAGE, Message::new()),
    }
    reader.finish()
}

/// The network with these parameters, in the order of `parameters`, each with its lowest byte first: of a file that says which
/// stages the network has.
///
/// # Panics
///
/// If there are more or fewer.
#[must_use]
pub const fn in_order<T: Scalar, N: Plain<T>>(bytes: &[u8]) -> N {
    let mut network = Filling::new();
    network.append(bytes);
    network.finish()
}

/// Words of 64 bits, one bit for each tensor of a file: its header has room for some 8000.
const WORDS: usize = 256;

/// Reads a file from the first to the last tensor of a network.
struct Reader<'a, T, N> {
    file: &'a File,
    /// What a message starts with.
    refusal: Message,
    network: Filling<T, N>,
    /// The tensors of the file that were read.
    taken: [u64; WORDS],
}

impl<T: Scalar, N: Plain<T> + Layer<Float = T>> Reader<'_, T, N> {
    /// Compares the stages of a network with what the file says from an index on; returns the index behind them.
    #[track_caller]
    const fn compare(&self, network: &Stage, prefix: Message, found: &[FileStage], mut index: usize) -> usize {
        let mut at = 0;
        while at < network.stages.len() {
            let (stage, path) = (network.stages[at], prefix.text(network.stages[at].name));
            let text = description(stage, true);
            if index == found.len() {
                only_in(self.refusal, path.as_str(), text.as_str(), "network");
            }
            let file = &found[index];
            let same_path = equal(path.as_str(), file.path);
            if !(same_path
                && equal(description(stage, false).as_str(), file.pattern)
                && same_numbers(stage, file.numbers))
            {
                let mut message = self.refusal.text("stage `").text(path.as_str()).text("` is `");
                if !same_path {
                    message = message.text(file.path).text(": ");
                }
                let message = message.text(file.text).text("` in the file, and `").text(text.as_str());
                panic!("{}", message.text("` in the network").as_str());
            }
            index = self.compare(stage, path.text("."), found, index + 1);
            at += 1;
        }
        index
    }

    /// Takes the tensors of a network and of its stages, whose names are the path of the stage and that of the tensor.
    #[track_caller]
    const fn named_by_library(&mut self, stage: &Stage, prefix: Message) {
        let mut index = 0;
        while index < stage.tensors.len() {
            self.take(prefix.text(stage.tensors[index].name), &stage.tensors[index], &[]);
            index += 1;
        }
        index = 0;
        while index < stage.stages.len() {
            self.named_by_library(stage.stages[index], prefix.text(stage.stages[index].name).text("."));
            index += 1;
        }
    }

    /// Takes the tensors of the stages of a network by the names of PyTorch's modules.
    #[track_caller]
    const fn named_by_pytorch(&mut self, network: &Stage, prefix: Message) {
        let mut modules = Modules::of(network, prefix, self.file);
        let mut at = 0;
        while at < network.stages.len() {
            let stage = network.stages[at];
            let [layer, activation] = modules.next(stage);
            let mut index = 0;
            while index < stage.tensors.len() {
                let tensor = &stage.tensors[index];
                let module = if tensor.pytorch.of_activation { activation } else { layer };
                let name = if tensor.pytorch.name.is_empty() { tensor.name } else { tensor.pytorch.name };
                self.take(module.text(".").text(name), tensor, tensor.pytorch.order);
                let counter = module.text(".").text(tensor.pytorch.counter);
                if let Some(index) = self.file.find(counter.as_str(), true) {
                    self.mark(index);
                }
                index += 1;
            }
            self.named_by_pytorch(stage, layer.text("."));
            at += 1;
        }
    }

    /// Takes the next tensor of the network.
    #[track_caller]
    const fn take(&mut self, name: Message, tensor: &Tensor, order: &[usize]) {
        let message = self.refusal.text("`").text(name.as_str());
        let Some(index) = self.file.find(name.as_str(), false) else {
            let message = shape(message.text("`, "), tensor.shape, order).text(", is missing in the file");
            panic!("{}", message.as_str())
        };
        let found: &FileTensor = &self.file.tensors[index];
        if !same_shape(found.shape, tensor.shape, order) {
            let message = message.text("` is ").dimensions(found.shape).text(" in the file, and the network takes ");
            let message = shape(message, tensor.shape, order);
            let message = match is_reordered(found.shape, tensor.shape) {
                false => message,
                true if found.shape.len() == 2 => message.text(": the file has the transpose"),
                true => message.text(": the file has the dimensions in another order"),
            };
            panic!("{}", message.as_str());
        }
        let start = match found.reordered {
            _ if order.is_empty() => found.start,
            Some((known, start)) if same_shape(known, order, &[]) => start,
            _ => panic!("a layer of the library has an order of dimensions that the macro doesn't know"),
        };
        self.network.append(self.file.bytes(start, product(tensor.shape) * size_of::<T>()));
        self.mark(index);
    }

    /// Notes that a tensor of the file was read.
    const fn mark(&mut self, index: usize) {
        self.taken[index / 64 % WORDS] |= 1 << (index % 64);
    }

    /// The network, unless the file has further tensors.
    #[track_caller]
    const fn finish(self) -> N {
        let mut index = 0;
        while index < self.file.tensors.len() {
            if self.taken[index / 64 % WORDS] >> (index % 64) & 1 == 0 {
                let FileTensor { name, shape, .. } = self.file.tensors[index];
                let message = self.refusal.text("`").text(name).text("`, ").dimensions(shape);
                panic!("{}", message.text(", is in the file only").as_str());
            }
            index += 1;
        }
        self.network.finish()
    }
}

/// Fails for a stage that either the file or the network doesn't have.
#[track_caller]
const fn only_in(refusal: Message, path: &str, text: &str, place: &str) -> ! {
    let message = refusal.text("stage `").text(path).text("`, `").text(text).text("`, is in the ").text(place);
    panic!("{}", message.text(" only").as_str())
}

/// What a stage is, as a file says it; without `numbers`, with `#` in the place of each number that may have decimals.
const fn description(stage: &Stage, numbers: bool) -> Message {
    const fn number(message: Message, number: f64, is_written: bool) -> Message {
        match is_written {
            false => message.text("#"),
            true if number.is_sign_negative() => message.text("-").decimal(-number),
            true => message.decimal(number),
        }
    }
    let mut message = Message::new().text(stage.kind).text(" ").dimensions(stage.input).text(" -> ");
    message = message.dimensions(stage.output);
    if !equal(stage.activation.name, Stage::EMPTY.activation.name) {
        message = message.text(" ").text(stage.activation.name);
        if let Some(value) = stage.activation.number {
            message = number(message.text("("), value, numbers).text(")");
        }
    }
    let mut index = 0;
    while index < stage.attributes.len() {
        let attribute = &stage.attributes[index];
        message = number(message.text(" ").text(attribute.name).text("="), attribute.value, numbers);
        index += 1;
    }
    message
}

/// Whether the numbers that `description` leaves out are these, by their bits.
const fn same_numbers(stage: &Stage, bits: &[u64]) -> bool {
    let mut count = 0;
    if let Some(value) = stage.activation.number {
        if bits.is_empty() || bits[0] != value.to_bits() {
            return false;
        }
        count = 1;
    }
    let mut index = 0;
    while index < stage.attributes.len() {
        if count == bits.len() || bits[count] != stage.attributes[index].value.to_bits() {
            return false;
        }
        (index, count) = (index + 1, count + 1);
    }
    count == bits.len()
}

/// Appends the dimensions that a tensor has in a file.
const fn shape(mut message: Message, dimensions: &[usize], order: &[usize]) -> Message {
    let mut place = 0;
    while place < dimensions.len() {
        message = message.text(if place > 0 { "x" } else { "" }).number(size_at(place, dimensions, order));
        place += 1;
    }
    message
}

/// Whether the dimensions in a file are those of a tensor.
const fn same_shape(found: &[usize], dimensions: &[usize], order: &[usize]) -> bool {
    let mut place = 0;
    while place < found.len() && place < dimensions.len() && found[place] == size_at(place, dimensions, order) {
        place += 1;
    }
    place == found.len() && place == dimensions.len()
}
