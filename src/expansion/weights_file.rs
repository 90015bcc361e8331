//! The content of a file of weights, as the macro hands it to the compiler.

use crate::message::equal;

/// A file of weights, whose numbers are the network's scalars.
#[derive(Debug)]
pub struct File {
    /// The path, as the declaration has it.
    pub path: &'static str,
    /// What the file says of each stage, if the library wrote it; if PyTorch did, none.
    pub stages: Option<&'static [FileStage]>,
    /// Its tensors.
    pub tensors: &'static [FileTensor],
    /// Their numbers, each with its lowest byte first.
    pub bytes: &'static [u8],
}

/// What a file says of a stage.
#[derive(Debug)]
pub struct FileStage {
    /// The name of the stage, after those of the stages that it is in.
    pub path: &'static str,
    /// What it is: `dense 3 -> 12 leaky_relu(0.01)`.
    pub text: &'static str,
    /// The text, with `#` for each number between parentheses or behind `=`.
    pub pattern: &'static str,
    /// The bits of these numbers.
    pub numbers: &'static [u64],
}

/// A tensor of a file.
#[derive(Debug)]
pub struct FileTensor {
    /// Its name.
    pub name: &'static str,
    /// Its dimensions in the file, outermost first.
    pub shape: &'static [usize],
    /// Where its numbers start, in bytes.
    pub start: usize,
    /// Where its numbers start once more, for a tensor that PyTorch wrote: in the order of a layer whose tensors PyTorch has
    /// in this order.
    pub reordered: Option<(&'static [usize], usize)>,
    /// Whether it is one whole number, without a place among the others: such as modules of PyTorch's hold beside their tensors.
    pub is_counter: bool,
}

impl File {
    /// The index of a tensor, or of a counter.
    pub(super) const fn find(&self, name: &str, is_counter: bool) -> Option<usize> {
        let mut index = 0;
        while index < self.tensors.len() {
            if self.tensors[index].is_counter == is_counter && equal(self.tensors[index].name, name) {
                return Some(index);
            }
            index += 1;
        }
        None
    }

    /// So many bytes from a place on.
    pub(super) const fn bytes(&self, start: usize, length: usize) -> &'static [u8] {
        self.bytes.split_at(start).1.split_at(length).0
    }
}
