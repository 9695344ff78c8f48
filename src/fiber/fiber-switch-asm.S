/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Going from one stack to another, on the processors that this is written for.
 */

/* smart_async_switch_stacks (gpointer *from, gpointer to): pushes what a function must preserve, puts
 * the stack pointer in *from, takes @to for the stack pointer, and pops what was pushed there.
 *
 * smart_async_switch_entry: where a new stack begins. fiber-switch.c makes the first frame.
 */

#if defined (__ELF__) && defined (__x86_64__) && !defined (__ILP32__)

#if defined (__CET__)
# include <cet.h>
#else
# define _CET_ENDBR
#endif

    .text

    .globl  smart_async_switch_stacks
    .hidden smart_async_switch_stacks
    .type   smart_async_switch_stacks, @function
    .balign 16
smart_async_switch_stacks:
    .cfi_startproc
    _CET_ENDBR
    pushq   %rbp
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rbp, 0
    pushq   %rbx
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rbx, 0
    pushq   %r12
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r12, 0
    pushq   %r13
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r13, 0
    pushq   %r14
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r14, 0
    pushq   %r15
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r15, 0
    subq    $8, %rsp
    .cfi_adjust_cfa_offset 8
    stmxcsr (%rsp)
    fnstcw  4(%rsp)

    movq    %rsp, (%rdi)
    movq    %rsi, %rsp

    ldmxcsr (%rsp)
    fldcw   4(%rsp)
    addq    $8, %rsp
    .cfi_adjust_cfa_offset -8
    popq    %r15
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r15
    popq    %r14
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r14
    popq    %r13
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r13
    popq    %r12
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r12
    popq    %rbx
    .cfi_adjust_cfa_offset -8
    .cfi_restore %rbx
    popq    %rbp
    .cfi_adjust_cfa_offset -8
    .cfi_restore %rbp
    ret
    .cfi_endproc
    .size   smart_async_switch_stacks, . - smart_async_switch_stacks

    .globl  smart_async_switch_entry
    .hidden smart_async_switch_entry
    .type   smart_async_switch_entry, @function
    .balign 16
smart_async_switch_entry:
    .cfi_startproc
    .cfi_undefined %rip
    _CET_ENDBR
    movq    %r12, %rdi
    callq   *%r13
    ud2
    .cfi_endproc
    .size   smart_async_switch_entry, . - smart_async_switch_entry

#elif defined (__ELF__) && defined (__aarch64__) && defined (__AARCH64EL__)

/* hint #34 is “bti c”: an address that may be called through a pointer. */

    .text

    .globl  smart_async_switch_stacks
    .hidden smart_async_switch_stacks
    .type   smart_async_switch_stacks, %function
    .balign 16
smart_async_switch_stacks:
    .cfi_startproc
    hint    #34
    sub     sp, sp, #176
    .cfi_adjust_cfa_offset 176
    stp     x19, x20, [sp, #0]
    stp     x21, x22, [sp, #16]
    stp     x23, x24, [sp, #32]
    stp     x25, x26, [sp, #48]
    stp     x27, x28, [sp, #64]
    stp     x29, x30, [sp, #80]
    .cfi_rel_offset x29, 80
    .cfi_rel_offset x30, 88
    stp     d8, d9, [sp, #96]
    stp     d10, d11, [sp, #112]
    stp     d12, d13, [sp, #128]
    stp     d14, d15, [sp, #144]
    mrs     x9, fpcr
    str     x9, [sp, #160]

    mov     x9, sp
    str     x9, [x0]
    mov     sp, x1

    ldr     x9, [sp, #160]
    msr     fpcr, x9
    ldp     d14, d15, [sp, #144]
    ldp     d12, d13, [sp, #128]
    ldp     d10, d11, [sp, #112]
    ldp     d8, d9, [sp, #96]
    ldp     x29, x30, [sp, #80]
    ldp     x27, x28, [sp, #64]
    ldp     x25, x26, [sp, #48]
    ldp     x23, x24, [sp, #32]
    ldp     x21, x22, [sp, #16]
    ldp     x19, x20, [sp, #0]
    add     sp, sp, #176
    .cfi_adjust_cfa_offset -176
    .cfi_restore x29
    .cfi_restore x30
    ret
    .cfi_endproc
    .size   smart_async_switch_stacks, . - smart_async_switch_stacks

    .globl  smart_async_switch_entry
    .hidden smart_async_switch_entry
    .type   smart_async_switch_entry, %function
    .balign 16
smart_async_switch_entry:
    .cfi_startproc
    .cfi_undefined x30
    hint    #36
    mov     x0, x19
    blr     x20
    brk     #1
    .cfi_endproc
    .size   smart_async_switch_entry, . - smart_async_switch_entry

/* Says that every address here that may be jumped to is marked, so that the library as a whole is. */
# if defined (__ARM_FEATURE_BTI_DEFAULT)
    .pushsection .note.gnu.property, "a"
    .balign 8
    .long   4
    .long   16
    .long   5
    .asciz  "GNU"
    .long   0xc0000000
    .long   4
    .long   1
    .long   0
    .popsection
# endif

#endif

    .section .note.GNU-stack, "", %progbits
