# Installs the build into a folder of its own, builds the example against that
# and runs it. cmake -DBUILT= -DEXAMPLE= -DCOMPILER= -DGENERATOR= -DSCRATCH= -P …
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
run(${CMAKE_COMMAND} --install ${BUILT} --prefix ${SCRATCH}/prefix)
run(${CMAKE_COMMAND} -S ${EXAMPLE} -B ${SCRATCH}/build -G ${GENERATOR}
  -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${SCRATCH}/prefix)
run(${CMAKE_COMMAND} --build ${SCRATCH}/build)
run(${SCRATCH}/build/example_embed)

# Nothing of the engine's inside may come along: its users see include/ only.
file(GLOB_RECURSE headers RELATIVE ${SCRATCH}/prefix ${SCRATCH}/prefix/*.hpp)
list(FILTER headers EXCLUDE REGEX "^include/fanfare/[a-z_]+\\.hpp$")
if(headers)
  message(FATAL_ERROR "installed, but not part of the public API: ${headers}")
endif()
file(REMOVE_RECURSE ${SCRATCH})
