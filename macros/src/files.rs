//! Reads the files that declarations name.

#[cfg(feature = "pretrained")]
#[allow(dead_code, reason = "a copy of the library's file, which needs more of it")]
mod archive;
#[cfg(feature = "pretrained")]
mod safetensors;

use crate::declaration::Declaration;

/// Reads the file of each declaration that names one and has no mistakes, but for those that have been read for their stages.
pub(crate) fn read(declarations: &mut [Declaration]) {
    for declaration in declarations {
        let scalar = declaration.options.scalar.to_string();
        let Some(file) = declaration.file.as_mut().filter(|file| file.weights.is_none()) else { continue };
        if !declaration.report.is_empty() {
            continue;
        }
        match weights(&file.path, &scalar) {
            Ok(weights) => file.weights = Some(weights),
            Err(message) => declaration.report.add(file.span, message),
        }
    }
}

#[cfg(feature = "pretrained")]
use safetensors::weights;

#[cfg(not(feature = "pretrained"))]
fn weights(_: &str, _: &str) -> Result<crate::weights::Weights, String> {
    let advice = "in Cargo.toml, write `features = [\"pretrained\"]` for `staticnn`";
    Err(format!("weights from a file need the feature `pretrained`: {advice}"))
}
