//! What the tensors of a network are called in files: in those of the library, and in those of PyTorch.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::files::archive::Archive;
use crate::layer::order;
use crate::layer::stage::Stage;
use crate::layer::stage_path::StagePath;
use crate::layer::tensor::Tensor;

/// A tensor of a network under its name in a file.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) tensor: &'static Tensor,
    /// The dimensions in the file, outermost first.
    pub(crate) shape: Vec<usize>,
    /// The tensor's dimension at each place of `shape`; empty if they are in the same order.
    order: &'static [usize],
    /// The name of the whole number that stands beside it in a file of PyTorch's.
    pub(crate) counter: Option<String>,
}

impl Named {
    fn new(name: String, tensor: &'static Tensor, order: &'static [usize]) -> Self {
        let size = |place| order::size_at(place, tensor.shape, order);
        Self { name, tensor, shape: (0..tensor.shape.len()).map(size).collect(), order, counter: None }
    }

    /// For each value in the order of the file, its index in the order of memory.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> + use<> {
        order::places(self.tensor.shape, self.order)
    }
}

/// All tensors in the order in which they lie in memory, under the library's names: the path of the stage and the name of the
/// tensor, `encoder.layer1.weight`.
pub(crate) fn of_library(network: &'static Stage) -> Vec<Named> {
    let mut all = Vec::new();
    add(network, &StagePath::NETWORK, &mut all);
    all
}

fn add(stage: &'static Stage, path: &StagePath<'_>, all: &mut Vec<Named>) {
    for tensor in stage.tensors {
        all.push(Named::new(StagePath::stage(path, tensor.name).to_string(), tensor, &[]));
    }
    for inner in stage.stages {
        add(inner, &StagePath::stage(path, inner.name), all);
    }
}

/// All tensors in the order in which they lie in memory, under PyTorch's names.
///
/// A network is an `nn.Sequential`, whose modules have numbers, or a module with attributes called as the stages. In the file
/// that is read, each network is what the names in it say. Without a file, it has attributes if all of its stages with
/// parameters have labels.
pub(crate) fn of_pytorch(network: &'static Stage, file: Option<&Archive<'_>>) -> Vec<Named> {
    let mut all = Vec::new();
    add_network(network, "", file, &mut all);
    all
}

/// The modules of one stage: that of the layer, and that of its activation.
struct Modules {
    layer: String,
    activation: String,
}

fn add_network(network: &'static Stage, prefix: &str, file: Option<&Archive<'_>>, all: &mut Vec<Named>) {
    for (stage, modules) in network.stages.iter().zip(modules(network, prefix, file)) {
        for tensor in stage.tensors {
            let module = if tensor.pytorch.of_activation { &modules.activation } else { &modules.layer };
            let name = if tensor.pytorch.name.is_empty() { tensor.name } else { tensor.pytorch.name };
            let counter =
                (!tensor.pytorch.counter.is_empty()).then(|| format!("{prefix}{module}.{}", tensor.pytorch.counter));
            let named = Named::new(format!("{prefix}{module}.{name}"), tensor, tensor.pytorch.order);
            all.push(Named { counter, ..named });
        }
        add_network(stage, &format!("{prefix}{}.", modules.layer), file, all);
    }
}

/// The modules of the stages of one network.
fn modules(network: &'static Stage, prefix: &str, file: Option<&Archive<'_>>) -> Vec<Modules> {
    let numbers: BTreeSet<usize> = file.iter().flat_map(|file| numbers(file, prefix)).collect();
    let labelled =
        |(index, stage): (usize, &&Stage)| stage.parameters() == 0 || stage.name != format!("layer{}", index + 1);
    let numbered = match file {
        Some(_) => !numbers.is_empty(),
        None => network.kind == "network" && !network.stages.iter().enumerate().all(labelled),
    };
    if !numbered {
        let names = |stage: &&Stage| Modules { layer: stage.name.into(), activation: format!("{}_prelu", stage.name) };
        return network.stages.iter().map(names).collect();
    }
    // Modules without parameters, such as `nn.Dropout` or `nn.Flatten`, need no counterpart here.
    let counted = network.stages.iter().map(|stage| modules_with_tensors(stage)).sum::<usize>();
    let mut numbers = numbers.into_iter();
    let (mut next, in_order) = (0, numbers.len() == counted);
    let mut number = |has_tensors: bool| {
        next += 1;
        let number = if in_order && has_tensors { numbers.next() } else { None };
        number.unwrap_or(next - 1).to_string()
    };
    let numbered = |stage: &&'static Stage| {
        let layer = number(has_layer_tensors(stage));
        let has_module = stage.activation.name != Stage::EMPTY.activation.name && stage.kind != "network";
        let activation = if has_module { number(has_slope(stage)) } else { String::new() };
        Modules { layer, activation }
    };
    network.stages.iter().map(numbered).collect()
}

/// The numbers of the modules below a prefix.
fn numbers(file: &Archive<'_>, prefix: &str) -> impl Iterator<Item = usize> {
    let module = move |name: &str| name.strip_prefix(prefix)?.split_once('.')?.0.parse().ok();
    file.tensors.iter().filter_map(move |tensor| module(&tensor.name))
}

fn modules_with_tensors(stage: &Stage) -> usize {
    usize::from(has_layer_tensors(stage)) + usize::from(has_slope(stage))
}

fn has_slope(stage: &Stage) -> bool {
    stage.tensors.iter().any(|tensor| tensor.pytorch.of_activation)
}

fn has_layer_tensors(stage: &Stage) -> bool {
    stage.stages.iter().any(|stage| stage.parameters() > 0)
        || stage.tensors.iter().any(|tensor| !tensor.pytorch.of_activation)
}
