//! How many instructions a function takes, by the system timer, which ticks at 25 MHz while QEMU takes a nanosecond for each
//! instruction.

use core::ptr::{read_volatile, write_volatile};

const CONTROL: *mut u32 = 0xE000_E010 as *mut u32;
const RELOAD: *mut u32 = 0xE000_E014 as *mut u32;
const CURRENT: *mut u32 = 0xE000_E018 as *mut u32;
const MOST: u32 = 0x00FF_FFFF;
const NANOSECONDS: u32 = 40;

/// The instructions that `f` takes, to about 100; fewer than 670 million.
pub fn instructions_of(f: impl FnOnce()) -> u32 {
    // SAFETY: the registers of the timer, which every Cortex-M4 has and only this function uses.
    let now = || unsafe { read_volatile(CURRENT) };
    // SAFETY: as above. The timer counts down from `MOST`, by the processor's clock.
    unsafe {
        write_volatile(RELOAD, MOST);
        write_volatile(CURRENT, 0);
        write_volatile(CONTROL, 0b101);
    }
    let before = now();
    f();
    NANOSECONDS * (before.wrapping_sub(now()) & MOST)
}
