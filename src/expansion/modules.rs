//! What PyTorch calls the modules of a network in a file. These are the rules of `files::names`, for a constant.

use crate::expansion::weights_file::File;
use crate::layer::stage::Stage;
use crate::message::{Message, equal};

/// The modules of one network in a file, stage by stage.
pub(super) struct Modules<'a> {
    file: &'a File,
    /// The path of the network's module, with a point behind it.
    prefix: Message,
    /// Whether its modules have numbers instead of names.
    numbered: bool,
    /// Whether the file has as many modules as the network has with tensors: then others between them need no stages.
    in_order: bool,
    /// How many modules there were so far.
    position: usize,
    /// The last number that was taken from the file.
    last: Option<usize>,
}

impl<'a> Modules<'a> {
    pub(super) const fn of(network: &Stage, prefix: Message, file: &'a File) -> Self {
        let (mut found, mut last) = (0, None);
        while let Some(number) = next_number(file, prefix.as_str(), last) {
            (found, last) = (found + 1, Some(number));
        }
        let (mut expected, mut index) = (0, 0);
        while index < network.stages.len() {
            let stage = network.stages[index];
            expected += has_layer_tensors(stage) as usize + has_slope(stage) as usize;
            index += 1;
        }
        Self { file, prefix, numbered: found > 0, in_order: found == expected, position: 0, last: None }
    }

    /// The paths of the modules of the next stage: of its layer, and of its activation.
    pub(super) const fn next(&mut self, stage: &Stage) -> [Message; 2] {
        if !self.numbered {
            let layer = self.prefix.text(stage.name);
            return [layer, layer.text("_prelu")];
        }
        let layer = self.prefix.number(self.number(has_layer_tensors(stage)));
        let is_linear = equal(stage.activation.name, Stage::EMPTY.activation.name);
        if is_linear || equal(stage.kind, "network") {
            return [layer, layer];
        }
        [layer, self.prefix.number(self.number(has_slope(stage)))]
    }

    const fn number(&mut self, has_tensors: bool) -> usize {
        self.position += 1;
        if self.in_order && has_tensors {
            self.last = next_number(self.file, self.prefix.as_str(), self.last);
            if let Some(number) = self.last {
                return number;
            }
        }
        self.position - 1
    }
}

/// The lowest number of a module below a prefix that is above another one.
const fn next_number(file: &File, prefix: &str, above: Option<usize>) -> Option<usize> {
    let (mut least, mut index): (Option<usize>, _) = (None, 0);
    while index < file.tensors.len() {
        if let Some(number) = number_behind(file.tensors[index].name, prefix) {
            let is_above = match above {
                Some(above) => number > above,
                None => true,
            };
            let is_least = match least {
                Some(least) => number < least,
                None => true,
            };
            if is_above && is_least {
                least = Some(number);
            }
        }
        index += 1;
    }
    least
}

/// The number between a prefix and the next point of a name.
const fn number_behind(name: &str, prefix: &str) -> Option<usize> {
    let (name, prefix) = (name.as_bytes(), prefix.as_bytes());
    let mut index = 0;
    while index < prefix.len() {
        if index >= name.len() || name[index] != prefix[index] {
            return None;
        }
        index += 1;
    }
    let mut number: usize = 0;
    while index < name.len() && name[index].is_ascii_digit() && number < 1 << 24 {
        number = 10 * number + (name[index] - b'0') as usize;
        index += 1;
    }
    if index > prefix.len() && index < name.len() && name[index] == b'.' { Some(number) } else { None }
}

const fn has_slope(stage: &Stage) -> bool {
    let mut index = 0;
    while index < stage.tensors.len() {
        if stage.tensors[index].pytorch.of_activation {
            return true;
        }
        index += 1;
    }
    false
}

const fn has_layer_tensors(stage: &Stage) -> bool {
    let mut index = 0;
    while index < stage.tensors.len() {
        if !stage.tensors[index].pytorch.of_activation {
            return true;
        }
        index += 1;
    }
    index = 0;
    while index < stage.stages.len() {
        if stage.stages[index].parameters() > 0 {
            return true;
        }
        index += 1;
    }
    false
}
