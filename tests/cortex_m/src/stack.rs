//! How much stack a function takes.

use core::ptr;

const PAINT: u32 = 0xA5A5_A5A5;
/// How far below the current frame the paint reaches, in words, and how much it leaves for the frame itself.
const WORDS: usize = 1 << 16;
const FRAME: usize = 64;

/// Calls `f` and returns how many bytes of stack it took: the stack below is painted before, and the deepest word that has
/// changed shows how far it was used. `None` if there is no paint left.
#[inline(never)]
pub fn stack_of(f: impl FnOnce()) -> Option<usize> {
    let here = 0_u32;
    let here = &raw const here;
    let lowest = here.wrapping_sub(FRAME + WORDS).cast_mut();
    for word in 0..WORDS {
        // SAFETY: it is RAM, more than 1 MB below the start of the stack, and no frame is there.
        unsafe { ptr::write_volatile(lowest.wrapping_add(word), PAINT) };
    }
    call(f);
    // SAFETY: as above.
    let is_paint = |word: usize| unsafe { ptr::read_volatile(lowest.wrapping_add(word)) } == PAINT;
    match (0..WORDS).find(|word| !is_paint(*word)) {
        Some(0) => None,
        Some(word) => Some(4 * (FRAME + WORDS - word)),
        None => Some(0),
    }
}

/// Keeps the frame of `f` apart from that of the caller.
#[inline(never)]
fn call(f: impl FnOnce()) {
    f();
}
