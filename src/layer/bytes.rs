//! The parameters of a layer as bytes: in order, each number with its lowest byte first.

use crate::flat;
use crate::layer::contract::Layer;

/// The parameters of a layer, all of its bytes.
///
/// # Panics
///
/// If `N` isn't the layer's size.
pub fn to_le_bytes<L: Layer, const N: usize>(layer: &L) -> [u8; N] {
    let mut bytes = [0; N];
    write_le_bytes(layer, &mut bytes);
    bytes
}

/// A layer with these parameters.
///
/// # Panics
///
/// If `N` isn't the layer's size.
pub fn from_le_bytes<L: Layer, const N: usize>(bytes: &[u8; N]) -> L {
    let mut layer = L::ZEROED;
    read_le_bytes(&mut layer, bytes);
    layer
}

/// Writes the parameters of a layer into a slice of its size.
///
/// # Panics
///
/// If the slice is longer or shorter.
pub(crate) fn write_le_bytes<L: Layer>(layer: &L, bytes: &mut [u8]) {
    bytes.copy_from_slice(flat::bytes_of(layer.values()));
    swap_on_big_endian::<L>(bytes);
}

/// Reads the parameters of a layer from a slice of its size.
///
/// # Panics
///
/// If the slice is longer or shorter.
pub(crate) fn read_le_bytes<L: Layer>(layer: &mut L, bytes: &[u8]) {
    let own = flat::bytes_of_mut(layer.values_mut());
    own.copy_from_slice(bytes);
    swap_on_big_endian::<L>(own);
}

/// Turns each number between the order of the machine and lowest byte first.
fn swap_on_big_endian<L: Layer>(bytes: &mut [u8]) {
    if cfg!(target_endian = "big") {
        bytes.chunks_exact_mut(size_of::<L::Float>()).for_each(<[u8]>::reverse);
    }
}
